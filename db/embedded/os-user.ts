import { AppError } from '#server/domain/app-error.ts';
import { runProgram } from '#db/embedded/run-program.ts';

export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const KNOWN_NAMES = ['postgres', '_postgres', 'fabric-sync'] as const;
const MADE_NAME = 'fabric-sync';

async function findUser(name: string): Promise<OsUser | null> {
  const uid = await runProgram('id', ['-u', name]);
  const gid = await runProgram('id', ['-g', name]);
  return uid.succeeded && gid.succeeded ? { name, uid: Number(uid.output), gid: Number(gid.output) } : null;
}

/**
 * Whom Postgres runs as when we are root, which it refuses: `postgres` where the system has it, else a system user that is made.
 * Null when we are an ordinary user already.
 */
export async function postgresUser(
  knownNames: readonly string[] = KNOWN_NAMES,
  madeName: string = MADE_NAME,
): Promise<OsUser | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of knownNames) {
    const user = await findUser(name);
    if (user !== null) return user;
  }

  const made = await runProgram('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/bin/false',
    madeName,
  ]);
  const user = await findUser(madeName);
  if (user !== null) return user;
  throw new AppError('CONFIG_INVALID', {
    why: `Postgres does not run as root and no user could be made for it (useradd: ${made.output}). Start as an ordinary user, make a system user named ${madeName}, or set DATABASE_URL`,
  });
}
