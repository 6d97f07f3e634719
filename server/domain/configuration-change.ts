import type { StopReason } from '#server/domain/words.ts';

/** Where a fabric's objects go to and come from: what last_sync and the errors belong to. */
export interface Target {
  readonly kubernetesServer: string;
  readonly kubernetesNamespace: string;
  readonly gitRepositoryId: number | null;
  readonly gitopsDirectory: string;
}

export interface ConfigurationInputs extends Target {
  /** The target that the stored status belongs to; "" before the first server. */
  readonly statusTarget: string;
  readonly syncEnabled: boolean;
  readonly syncInterval: number;
  readonly activeRunId: number | null;
  /** Code of the standing error, if any. */
  readonly errorCode: string | null;
}

/** What a change of configuration does beyond the fields that it sets. */
export interface ConfigurationConsequence {
  /** Status columns to write. */
  readonly status: {
    readonly statusTarget?: string;
    readonly lastSync?: null;
    readonly lastAttemptAt?: null;
    readonly connectionError?: null;
    readonly syncError?: null;
    readonly errorCode?: null;
    readonly errorAdvice?: null;
    readonly errorRunId?: null;
    readonly errorByHealthCheck?: false;
    readonly retryAttempt?: number;
    readonly retryAt?: Date | null;
    readonly scheduleStopped?: boolean;
    readonly breakerFailures?: number;
    readonly breakerOpenUntil?: null;
    readonly attemptedTree?: null;
    readonly pushedTree?: null;
  };
  /** Why an active run must end now; null = it may go on. */
  readonly stop: StopReason | null;
  /** Another target: fingerprints and counts of the old one mean nothing any more. */
  readonly targetChanged: boolean;
}

/** "/x", "x/" and "x" are one directory; "" and "/" the root. */
export function canonicalDirectory(directory: string): string {
  const parts = directory.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '/' : parts.join('/');
}

/** The identity of a target; a trailing slash of the server's URL makes no other server. */
export function targetKey(target: Target): string {
  return JSON.stringify([
    target.kubernetesServer.trim().replace(/\/+$/, ''),
    target.kubernetesNamespace,
    target.gitRepositoryId,
    canonicalDirectory(target.gitopsDirectory),
  ]);
}

type TokenPlace = Pick<Target, 'kubernetesServer'> & { readonly kubernetesProxyUrl: string };

/**
 * Whether a stored token would be sent to somewhere that it was not entered for: another origin of the server (scheme, host or
 * port), or another proxy. A server that is taken away keeps its token for the same one set again; a token that never had a
 * server goes to the first.
 */
export function tokenWouldGoElsewhere(
  before: TokenPlace & Pick<ConfigurationInputs, 'statusTarget'>,
  after: TokenPlace,
): 'server' | 'proxy' | null {
  const last =
    before.kubernetesServer.trim() === '' ? serverOf(before.statusTarget) : before.kubernetesServer;
  const server = after.kubernetesServer.trim();
  if (last !== '' && server !== '' && originOf(server) !== originOf(last)) return 'server';
  const proxy = after.kubernetesProxyUrl.trim();
  if (last !== '' && proxy !== '' && originOf(proxy) !== originOf(before.kubernetesProxyUrl)) return 'proxy';
  return null;
}

const originOf = (address: string): string => URL.parse(address.trim())?.origin ?? address.trim();

/** The server that a status target was made of; "" before the first. */
function serverOf(statusTarget: string): string {
  if (statusTarget === '') return '';
  const [server] = JSON.parse(statusTarget) as [string];
  return server;
}

/** A fresh start: as if never attempted. */
export const FRESH_STATUS = {
  lastSync: null,
  lastAttemptAt: null,
  connectionError: null,
  syncError: null,
  errorCode: null,
  errorAdvice: null,
  errorRunId: null,
  errorByHealthCheck: false,
  retryAttempt: 0,
  retryAt: null,
  scheduleStopped: false,
  breakerFailures: 0,
  breakerOpenUntil: null,
  attemptedTree: null,
  pushedTree: null,
} as const;

/**
 * What follows from a changed configuration (SPEC section 3): another target ends an active run and clears last_sync and the
 * errors, the same value set again keeps them; taking the server away or disabling ends the run and keeps the history; any
 * other change ends a retry series, and a fabric in error tries again at once with the new input.
 */
export function configurationConsequence(
  before: ConfigurationInputs,
  after: Target & Pick<ConfigurationInputs, 'syncEnabled'>,
  now: Date,
): ConfigurationConsequence {
  const hasServer = after.kubernetesServer.trim() !== '';
  const stopsBy: StopReason | null = !hasServer ? 'not_configured' : !after.syncEnabled ? 'disabled' : null;
  const key = targetKey(after);

  if (hasServer && key !== before.statusTarget) {
    return {
      status: { ...FRESH_STATUS, statusTarget: key },
      stop: before.activeRunId === null ? null : (stopsBy ?? 'target_changed'),
      targetChanged: before.statusTarget !== '',
    };
  }
  const stop = before.activeRunId === null ? null : stopsBy;
  if (before.errorCode === null) return { status: {}, stop, targetChanged: false };
  return {
    status: {
      retryAttempt: 0,
      retryAt: now,
      scheduleStopped: false,
      breakerFailures: 0,
      breakerOpenUntil: null,
    },
    stop,
    targetChanged: false,
  };
}
