import { z } from 'zod';
import { AppError } from '#server/domain/app-error.ts';
import type { Sender } from './send.ts';
import type { ServedKind } from './served-kind.ts';

export interface WantedKind {
  readonly group: string;
  readonly kind: string;
  /** The one that requests shall use where it is served; absent: the server's preferred one. */
  readonly version?: string;
}

const groupSchema = z.object({
  versions: z.array(z.object({ version: z.string() })),
  preferredVersion: z.object({ version: z.string() }).optional(),
});

const resourcesSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string() })).nullable(),
});

interface FoundKind {
  readonly kind: string;
  readonly version: string;
  readonly plural: string;
}

/** Which of the wanted kinds this cluster serves, in their order, and at which versions. Absent groups and kinds are left out. */
export async function discover(sender: Sender, wanted: readonly WantedKind[]): Promise<ServedKind[]> {
  const groups = Map.groupBy(wanted, ({ group }) => group);
  const found = new Map(
    await Promise.all(
      [...groups].map(async ([group, of]) => {
        const likely = new Set(of.flatMap(({ version }) => version ?? []));
        return [group, await kindsOf(sender, group, likely)] as const;
      }),
    ),
  );
  return wanted.flatMap(({ group, kind, version }) => {
    const served = (found.get(group) ?? []).filter((one) => one.kind === kind);
    const chosen = served.find((one) => one.version === version) ?? served[0];
    if (chosen === undefined) return [];
    const versions = served.map((one) => one.version);
    return [{ group, kind, version: chosen.version, versions, plural: chosen.plural }];
  });
}

/**
 * Every kind of a group with each version it is served at, the preferred version first.
 * @param likely versions that are asked for at once, without waiting to hear that they are there
 */
async function kindsOf(sender: Sender, group: string, likely: ReadonlySet<string>): Promise<FoundKind[]> {
  const readVersion = (version: string) => read(sender, `/apis/${group}/${version}`, resourcesSchema);
  const early = new Map(Array.from(likely, (version) => [version, readVersion(version)]));
  for (const reading of early.values()) reading.catch(() => {});
  const answer = await read(sender, `/apis/${group}`, groupSchema);
  if (answer === null) return [];
  const preferred = answer.preferredVersion?.version;
  const versions = answer.versions
    .map(({ version }) => version)
    .toSorted((a, b) => Number(b === preferred) - Number(a === preferred));
  const kinds = await Promise.all(
    versions.map(async (version) => {
      const list = await (early.get(version) ?? readVersion(version));
      return (list?.resources ?? [])
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind }) => ({ kind, version, plural: name }));
    }),
  );
  return kinds.flat();
}

/**
 * Null where there is nothing of the kind (a group that is not installed, a version that went meanwhile). What cannot be read is an error: taken
 * for absent, objects in it would be forgotten.
 */
async function read<T>(sender: Sender, path: string, schema: z.ZodType<T>): Promise<T | null> {
  const { status, json } = await sender.send({
    method: 'GET',
    path,
    about: { verb: 'get', resource: path },
    repeat: 'read',
    allow: [404],
  });
  if (status === 404) return null;
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError('K8S_API_SERVER_ERROR', {
    status,
    message: `the answer does not say what is served at ${path}`,
  });
}
