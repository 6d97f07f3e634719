import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** Field names whose values never reach a log line, at the top and two levels down. */
const SECRET_FIELDS = [
  'password',
  'passphrase',
  'token',
  'kubernetes_token',
  'kubernetes_client_key',
  'kubernetesClientKeySealed',
  'kubeconfig',
  'clientKey',
  'kubernetesToken',
  'kubernetesTokenSealed',
  'tokenSealed',
  'ssh_private_key',
  'sshPrivateKey',
  'sshPrivateKeySealed',
  'private_key',
  'privateKey',
  'secret',
  'secretKey',
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
];

/** Properties in which errors of the database quote values: a statement's parameters, the columns of a failing row. */
const QUOTING_PROPERTIES = ['params', 'parameters', 'args', 'detail', 'where'];

/** Structured logs as JSON lines on stdout; secrets are redacted by field name, statements lose their parameters. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { raw: _, ...shown }: Record<string, unknown> = { ...pino.stdSerializers.err(error) };
  for (const name of QUOTING_PROPERTIES) delete shown[name];
  for (const quoted of quotedParameters(error)) {
    shown['message'] = String(shown['message']).replaceAll(quoted, '');
    shown['stack'] = String(shown['stack']).replaceAll(quoted, '');
  }
  return shown;
}

/** What Drizzle appends to the message of each failed query, here or among the causes. */
function quotedParameters(error: Error): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  for (let each: unknown = error; each instanceof Error && !seen.has(each); each = each.cause) {
    seen.add(each);
    if ('params' in each && Array.isArray(each.params)) found.push(`\nparams: ${String(each.params)}`);
  }
  return found;
}
