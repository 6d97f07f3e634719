import { inExportOrder } from '#server/domain/export/export-order.ts';
import type { ExportQuery } from '#server/domain/wire/export.ts';
import type { Context } from '#server/services/context.ts';
import { exportHeader, manifestYaml } from '#server/services/export/manifest-yaml.ts';
import { readDesired } from '#server/services/export/read-desired.ts';
import { readLive } from '#server/services/export/read-live.ts';
import { findFabric } from '#server/services/fabrics/read-fabric.ts';

export interface ExportedFile {
  /** ASCII, without anything that a header or a shell would read otherwise. */
  readonly filename: string;
  /** The parts of the file, made one by one as they are asked for. */
  readonly parts: Iterable<string>;
}

/**
 * A fabric's desired or live state as one YAML file that `kubectl apply -f` takes, referred objects first.
 * @throws AppError NOT_FOUND, K8S_* for the live state
 */
export async function exportFabric(
  ctx: Context,
  fabricId: number,
  { source, kind }: ExportQuery,
): Promise<ExportedFile> {
  const { fabric, repositoryName } = await findFabric(ctx, fabricId);
  const kinds = kind === undefined ? undefined : [kind];
  const from = repositoryName === null ? 'the inventory' : `repository ${repositoryName}`;
  if (source === 'live') {
    const { resources, unread } = await readLive(ctx, fabric, kinds);
    const ordered = inExportOrder(resources);
    return {
      filename: `${slug(fabric.name)}-live.yaml`,
      parts: partsOf(ordered, [
        `Fabric ${fabric.name}: what its cluster holds, ${counted(ordered.length, kind)}`,
        ...unread.map((each) => `Left out: ${each}`),
      ]),
    };
  }
  const { resources, commits } = await readDesired(ctx, fabric.id, kinds);
  const ordered = inExportOrder(resources);
  const commit = commits.length === 1 ? `, commit ${commits[0]}` : '';
  return {
    filename: `${slug(fabric.name)}-desired.yaml`,
    parts: partsOf(ordered, [
      `Fabric ${fabric.name}: desired state from ${from}${commit}, ${counted(ordered.length, kind)}`,
    ]),
  };
}

function* partsOf(resources: ReturnType<typeof inExportOrder>, header: readonly string[]): Iterable<string> {
  yield exportHeader(header);
  for (const resource of resources) yield `---\n${manifestYaml(resource)}`;
}

const counted = (count: number, kind: string | undefined): string =>
  `${count} ${count === 1 ? 'object' : 'objects'}${kind === undefined ? '' : ` of kind ${kind}`}`;

function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return plain === '' ? 'fabric' : plain;
}
