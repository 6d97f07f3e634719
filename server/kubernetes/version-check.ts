import { AppError } from '#server/domain/app-error.ts';
import type { ServedKind } from './served-kind.ts';

/** What /version says. */
export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
}

const OLDEST_SERVER = { major: 1, minor: 29 } as const;

/** Throws K8S_API_VERSION_MISMATCH when the API server is older than 1.29, or does not say how old it is. */
export function checkServerVersion(version: ServerVersion): void {
  const { major, minor } = numbersOf(version);
  if (major > OLDEST_SERVER.major || (major === OLDEST_SERVER.major && minor >= OLDEST_SERVER.minor)) return;
  throw new AppError('K8S_API_VERSION_MISMATCH', {
    server: version.gitVersion.slice(0, 60),
    oldest: `${OLDEST_SERVER.major}.${OLDEST_SERVER.minor}`,
  });
}

/** Throws K8S_API_VERSION_MISMATCH when a served kind is not served at the version that we write. */
export function checkKindVersion(served: ServedKind, version: string): void {
  if (served.versions.includes(version)) return;
  throw new AppError('K8S_API_VERSION_MISMATCH', {
    kind: served.kind,
    wanted: version,
    served: served.versions.join(', ').slice(0, 200),
  });
}

/** Vendors write "29+" as the minor, and some leave major and minor empty. */
function numbersOf({ major, minor, gitVersion }: ServerVersion): { major: number; minor: number } {
  const stated = { major: Number.parseInt(major, 10), minor: Number.parseInt(minor, 10) };
  if (!Number.isNaN(stated.major) && !Number.isNaN(stated.minor)) return stated;
  const [, first = '0', second = '0'] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { major: Number(first), minor: Number(second) };
}
