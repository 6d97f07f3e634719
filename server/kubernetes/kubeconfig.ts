import { parse } from 'yaml';
import { z } from 'zod';
import { AppError } from '#server/domain/app-error.ts';
import type { ImportedKubeconfig, KubeconfigInput } from '#server/domain/wire/kubeconfig.ts';

/** Aliases that a file may use; kubeconfigs use none, alias bombs use many. */
const MOST_ALIASES = 20;

const text = z.string();
const clusterSchema = z.looseObject({
  server: text,
  'certificate-authority-data': text.optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'proxy-url': text.optional(),
});
const userSchema = z.looseObject({
  token: text.optional(),
  'client-certificate-data': text.optional(),
  'client-key-data': text.optional(),
});
const contextSchema = z.looseObject({ cluster: text, user: text.optional(), namespace: text.optional() });
const named = z
  .array(z.looseObject({ name: text }))
  .nullish()
  .transform((list) => list ?? []);
const kubeconfigSchema = z.looseObject({
  'current-context': text.nullish(),
  clusters: named,
  users: named,
  contexts: named,
});

/** Fields that would have us run a program, read a file of this machine or act as somebody else; what to do instead. */
const REFUSED_OF_USER: Readonly<Record<string, string>> = {
  exec: 'runs a program to get its credentials, which is never done here. Make a token of a service account instead',
  'auth-provider':
    'gets its credentials from a login program, which is never run here. Make a token of a service account instead',
  tokenFile: 'names a file with the token. Paste the token itself, or write the kubeconfig with --flatten',
  'client-certificate': 'names a file with the certificate. Write the kubeconfig with --flatten',
  'client-key': 'names a file with the key. Write the kubeconfig with --flatten',
  username:
    'signs in by password, which Kubernetes no longer takes. Make a token of a service account instead',
  password:
    'signs in by password, which Kubernetes no longer takes. Make a token of a service account instead',
  as: 'acts as somebody else. Make a token of that account instead',
  'as-groups': 'acts as somebody else. Make a token of that account instead',
  'as-uid': 'acts as somebody else. Make a token of that account instead',
  'as-user-extra': 'acts as somebody else. Make a token of that account instead',
};
const REFUSED_OF_CLUSTER: Readonly<Record<string, string>> = {
  'certificate-authority': 'names a file with the CA certificate. Write the kubeconfig with --flatten',
  'tls-server-name': 'asks for another name in the certificate, which is not supported',
};

/**
 * Reads one context of a kubeconfig. Only addresses and credentials that stand in it are taken; nothing is executed, no file is read.
 * @throws AppError REQUEST_INVALID that says what in it cannot be used; never quotes it
 */
export function readKubeconfig({ kubeconfig, context: wanted }: KubeconfigInput): ImportedKubeconfig {
  const file = parseFile(kubeconfig);
  const name = wanted ?? file['current-context'] ?? file.contexts[0]?.name ?? '';
  const context = pick(file.contexts, 'context', name, contextSchema);
  const cluster = pick(file.clusters, 'cluster', context.cluster, clusterSchema);
  const user =
    context.user === undefined ? userSchema.parse({}) : pick(file.users, 'user', context.user, userSchema);
  refuse('The cluster', cluster, REFUSED_OF_CLUSTER);
  refuse('The user', user, REFUSED_OF_USER);
  const decoded = (field: 'client-certificate-data' | 'client-key-data'): string | undefined => {
    const given = user[field];
    return typeof given === 'string' && given !== '' ? decode(field, given) : undefined;
  };
  const token = user.token === undefined || user.token === '' ? undefined : user.token;
  const cert = decoded('client-certificate-data');
  const key = decoded('client-key-data');
  return {
    context: name,
    contexts: file.contexts.map((one) => one.name),
    kubernetes_server: cluster.server,
    kubernetes_namespace: context.namespace || 'default',
    kubernetes_ca_cert: decode('certificate-authority-data', cluster['certificate-authority-data'] ?? ''),
    kubernetes_tls_verify: cluster['insecure-skip-tls-verify'] !== true,
    kubernetes_proxy_url: cluster['proxy-url'] ?? '',
    ...(token === undefined ? {} : { kubernetes_token: token }),
    ...(cert === undefined ? {} : { kubernetes_client_cert: cert }),
    ...(key === undefined ? {} : { kubernetes_client_key: key }),
  };
}

function parseFile(content: string): z.output<typeof kubeconfigSchema> {
  let document: unknown;
  try {
    document = parse(content, { maxAliasCount: MOST_ALIASES, logLevel: 'error' });
  } catch {
    throw wrong('This is not YAML');
  }
  const parsed = kubeconfigSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw wrong(
    `This is not a kubeconfig: ${parsed.error.issues[0]?.path.join('.') || 'the file'} is not as it should be`,
  );
}

function pick<T extends z.ZodType>(
  list: readonly Readonly<Record<string, unknown>>[],
  what: 'context' | 'cluster' | 'user',
  name: string,
  schema: T,
): z.output<T> {
  const parsed = schema.safeParse(list.find((one) => one['name'] === name)?.[what]);
  if (parsed.success) return parsed.data;
  throw wrong(
    name === '' ? `The kubeconfig names no ${what}` : `The kubeconfig has no ${what} "${name.slice(0, 100)}"`,
  );
}

function refuse(whose: string, found: object, refused: Readonly<Record<string, string>>): void {
  const field = Object.keys(refused).find((name) => Object.hasOwn(found, name));
  if (field !== undefined) throw wrong(`${whose} of this context ${refused[field] ?? ''} (${field})`);
}

function decode(field: string, base64: string): string {
  const compact = base64.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw wrong(`${field} is not base64`);
  return Buffer.from(compact, 'base64').toString('utf8');
}

const wrong = (message: string): AppError =>
  new AppError('REQUEST_INVALID', {}, { fields: [{ field: 'kubeconfig', message }] });
