import { parseAllDocuments } from 'yaml';
import type { ApiClient } from './client.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Applies YAML with one or several objects as an administrator, as `kubectl apply` does. Kinds whose plural is made by "s" only. */
export async function applyManifest({ send }: Pick<ApiClient, 'send'>, yaml: string): Promise<void> {
  for (const document of parseAllDocuments(yaml)) {
    const object = document.toJS() as Manifest;
    const { name, namespace } = object.metadata;
    const root = object.apiVersion === 'v1' ? '/api/v1' : `/apis/${object.apiVersion}`;
    const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
    const path = `${root}${place}/${object.kind.toLowerCase()}s/${name}`;
    const { status, text } = await send('PATCH', path, {
      query: { fieldManager: 'test', force: true },
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
    if (status > 201) throw new Error(`${path} was refused: ${text}`);
  }
}
