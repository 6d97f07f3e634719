import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '#server/domain/app-error.ts';
import { parseFaultPoint, type FaultPoint } from '#server/fault-point.ts';

/**
 * The only reader of process.env. Every variable stands in .env.example with unit and default; a test holds the two equal.
 */

const ROLES = ['all', 'web', 'worker'] as const;
type Role = (typeof ROLES)[number];

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'])
  .transform((word) => ['true', '1', 'yes', 'on'].includes(word));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

export const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('TCP port of the web server'),
  HOST: z.string().default('0.0.0.0').describe('Address that the web server listens on'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('postgres://user:password@host:5432/name; unset = an embedded Postgres in the data folder'),
  FABRIC_SYNC_DATA_DIR: z
    .string()
    .min(1)
    .default('./.data')
    .describe('Folder of keys, embedded database and checkouts'),
  FABRIC_SYNC_SECRET_KEY: z
    .string()
    .min(32, 'at least 32 characters')
    .optional()
    .describe('Key that seals stored credentials; unset = a key file in the data folder, mode 0600'),
  FABRIC_SYNC_ROLE: z.enum(ROLES).default('all').describe('all, web or worker'),
  FABRIC_SYNC_ADMIN_PASSWORD: z
    .string()
    .min(8, 'at least 8 characters')
    .optional()
    .describe('Password of the first administrator `admin`; unset = one is made and printed once'),
  FABRIC_SYNC_ADMIN_TOKEN: z
    .string()
    .min(8, 'at least 8 characters')
    .optional()
    .describe('API token of the first administrator, created at start'),
  FABRIC_SYNC_PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address under which people open the app; unset = http://localhost:PORT'),
  FABRIC_SYNC_OUTBOUND_DENY: list.default([]).describe('CIDRs and hosts never contacted, comma separated'),
  FABRIC_SYNC_OUTBOUND_ALLOW: list
    .default([])
    .describe('CIDRs and hosts contacted although denied by default, comma separated'),
  FABRIC_SYNC_ALLOW_FILE_REPOSITORIES: flag
    .default(false)
    .describe('Whether file:// repositories may be used'),
  FABRIC_SYNC_LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe('trace, debug, info, warn, error, fatal or silent'),
  FABRIC_SYNC_WORKER_SLOTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(20)
    .describe('Runs at once in one worker process'),
  FABRIC_SYNC_CLUSTER_RUNS: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(5)
    .describe('Runs at once on one cluster, by all workers together'),
  FABRIC_SYNC_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('smtp://user:password@host:587 or smtps://…; unset = no mails are sent'),
  FABRIC_SYNC_MAIL_FROM: z
    .string()
    .regex(/^[^\p{Cc}]+@[^\p{Cc}]+$/u, 'an address')
    .default('Fabric Sync <fabric-sync@localhost>')
    .describe('Sender of mails'),
  FABRIC_SYNC_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('Days that runs, transitions, messages and closed notices are kept'),
  FABRIC_SYNC_KEEP_RUNS: z.coerce
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .default(2_000)
    .describe('Runs of one fabric that are kept, and twice as many transitions'),
  FABRIC_SYNC_KEEP_AUDIT_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(365)
    .describe('Days that the audit log is kept'),
  FABRIC_SYNC_FAULT_POINT: z
    .string()
    .refine((text) => parseFaultPoint(text) !== null, 'a place and a fault such as apply:kill')
    .transform(parseFaultPoint)
    .optional()
    .describe('For tests only: where in its first run the worker is killed or frozen'),
});

/** What the command line reads beside its arguments. */
export const cliEnvironment = z.object({
  FABRIC_SYNC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:3000')
    .describe('Address of the app that the command line talks to'),
  FABRIC_SYNC_TOKEN: z.string().optional().describe('API token that the command line acts by'),
  NO_COLOR: z.string().optional().describe('Any value: the command line writes without colours'),
});

/** What the terminal says of itself. */
const terminalEnvironment = z.object({ TERM: z.string().optional() });

/** What Kubernetes itself sets in a pod; nobody else should. */
const podEnvironment = z.object({
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.coerce.number().int().min(1).max(65_535).default(443),
});

/** Address of the API server of the cluster that the app runs in, as URL; null outside of a pod. */
export function readPodAddress(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = parseEnvironment(
    podEnvironment,
    env,
  );
  if (host === undefined) return null;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export interface CliConfig {
  readonly url: string;
  readonly token: string | null;
  readonly color: boolean;
  /** The terminal cannot write over a line. */
  readonly dumb: boolean;
}

export interface Config {
  readonly development: boolean;
  readonly web: { readonly host: string; readonly port: number; readonly publicUrl: string };
  readonly database: { readonly url: string | null };
  readonly dataDir: string;
  readonly secretKey: string | null;
  readonly role: Role;
  readonly admin: { readonly password: string | null; readonly token: string | null };
  readonly outbound: { readonly deny: readonly string[]; readonly allow: readonly string[] };
  readonly allowFileRepositories: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly worker: {
    readonly slots: number;
    readonly clusterRuns: number;
    readonly faultPoint: FaultPoint | null;
  };
  /** Null = no mails are sent. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  readonly keep: { readonly days: number; readonly runs: number; readonly auditDays: number };
}

/** @throws AppError CONFIG_INVALID naming the variable that is wrong */
export function readCliConfig(env: Readonly<Record<string, string | undefined>> = process.env): CliConfig {
  const e = parseEnvironment(cliEnvironment, env);
  const dumb = parseEnvironment(terminalEnvironment, env).TERM === 'dumb';
  const color = e.NO_COLOR === undefined && !dumb;
  return { url: e.FABRIC_SYNC_URL, token: e.FABRIC_SYNC_TOKEN ?? null, color, dumb };
}

/** Parses the environment; a failure names each variable, what was wrong and how to set it. Values are never echoed. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const e = parseEnvironment(environment, env);
  return {
    development: e.NODE_ENV === 'development',
    web: { host: e.HOST, port: e.PORT, publicUrl: e.FABRIC_SYNC_PUBLIC_URL ?? `http://localhost:${e.PORT}` },
    database: { url: e.DATABASE_URL ?? null },
    dataDir: resolve(e.FABRIC_SYNC_DATA_DIR),
    secretKey: e.FABRIC_SYNC_SECRET_KEY ?? null,
    role: e.FABRIC_SYNC_ROLE,
    admin: { password: e.FABRIC_SYNC_ADMIN_PASSWORD ?? null, token: e.FABRIC_SYNC_ADMIN_TOKEN ?? null },
    outbound: { deny: e.FABRIC_SYNC_OUTBOUND_DENY, allow: e.FABRIC_SYNC_OUTBOUND_ALLOW },
    allowFileRepositories: e.FABRIC_SYNC_ALLOW_FILE_REPOSITORIES,
    logLevel: e.FABRIC_SYNC_LOG_LEVEL,
    worker: {
      slots: e.FABRIC_SYNC_WORKER_SLOTS,
      clusterRuns: e.FABRIC_SYNC_CLUSTER_RUNS,
      faultPoint: e.FABRIC_SYNC_FAULT_POINT ?? null,
    },
    mail:
      e.FABRIC_SYNC_SMTP_URL === undefined
        ? null
        : { url: e.FABRIC_SYNC_SMTP_URL, from: e.FABRIC_SYNC_MAIL_FROM },
    keep: {
      days: e.FABRIC_SYNC_KEEP_DAYS,
      runs: e.FABRIC_SYNC_KEEP_RUNS,
      auditDays: e.FABRIC_SYNC_KEEP_AUDIT_DAYS,
    },
  };
}

function parseEnvironment<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  env: Readonly<Record<string, string | undefined>>,
): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const shape = schema.shape[name as keyof S] as z.ZodType | undefined;
      return `${name}: ${issue.message} (${shape?.description ?? 'see .env.example'})`;
    });
    throw new AppError('CONFIG_INVALID', { why: `Invalid environment:\n  ${lines.join('\n  ')}` });
  }
  return parsed.data;
}
