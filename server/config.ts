import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '#server/domain/app-error.ts';

/**
 * The only reader of process.env. Every variable stands in .env.example with unit and default; a test holds the two equal.
 */

export const ROLES = ['all', 'web', 'worker'] as const;
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
});

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
  readonly worker: { readonly slots: number };
}

/** Parses the environment; a failure names each variable, what was wrong and how to set it. Values are never echoed. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const shape = environment.shape[name as keyof typeof environment.shape];
      return `${name}: ${issue.message} (${shape.description ?? 'see .env.example'})`;
    });
    throw new AppError('CONFIG_INVALID', { why: `Invalid environment:\n  ${lines.join('\n  ')}` });
  }
  const e = parsed.data;
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
    worker: { slots: e.FABRIC_SYNC_WORKER_SLOTS },
  };
}
