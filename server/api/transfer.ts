import type { EndpointDependencies } from '#server/api/dependencies.ts';
import { endpoint, type Api } from '#server/api/endpoint.ts';
import { idParameter } from '#server/api/parameters.ts';
import { exportQuery } from '#server/domain/wire/export.ts';
import { importAnswer, importInput } from '#server/domain/wire/import.ts';
import { exportFabric } from '#server/services/export/export-fabric.ts';
import { startImport } from '#server/services/import/start-import.ts';

const FABRIC = '/api/hedgehog/fabrics/{id}';
const tag = 'import and export';

/** What goes into a fabric's inventory from its cluster, and out of both as files. */
export function addTransfer(app: Api, deps: EndpointDependencies): void {
  endpoint(
    app,
    deps,
    {
      method: 'post',
      path: `${FABRIC}/import`,
      summary:
        "Bring the cluster's objects into the inventory and adopt them, or with dry_run say what that would do",
      tag,
      right: 'operate',
      params: idParameter,
      body: importInput,
      bodyOptional: true,
      answer: importAnswer,
      status: 202,
      statusOf: (answer) => ('dry_run' in answer ? 200 : 202),
      errors: [404, 409, 425, 502],
      costly: true,
      idempotent: true,
    },
    ({ ctx, params, body, onceKey }) => startImport(ctx, params.id, body, onceKey),
  );
  endpoint(
    app,
    deps,
    {
      method: 'get',
      path: `${FABRIC}/export`,
      summary: 'The desired or the live state as YAML that kubectl apply takes, referred objects first',
      tag,
      right: 'view',
      params: idParameter,
      query: exportQuery,
      file: 'application/yaml',
      status: 200,
      errors: [404, 425, 502],
      costly: true,
    },
    async ({ ctx, params, query }) => {
      const { filename, parts } = await exportFabric(ctx, params.id, query);
      return new Response(streamOf(parts), {
        headers: {
          'content-type': 'application/yaml; charset=utf-8',
          'content-disposition': `attachment; filename="${filename}"`,
          'cache-control': 'no-store',
        },
      });
    },
  );
}

/** The next part is made when the one before it was taken. */
function streamOf(parts: Iterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = parts[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const next = iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
}
