import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Field names whose values never reach a log line, at the top and two levels down. */
const SECRET_FIELDS = [
  'password',
  'token',
  'kubernetes_token',
  'kubernetesToken',
  'ssh_private_key',
  'sshPrivateKey',
  'secret',
  'secretKey',
  'authorization',
  'cookie',
];

/** Structured logs as JSON lines on stdout; secrets are redacted by field name. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  });
}
