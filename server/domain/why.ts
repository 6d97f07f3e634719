import { errorDefinition, isErrorCode } from '#server/domain/errors.ts';
import { ago, clockDuration } from '#server/domain/duration.ts';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import { calculateSyncState, overdueMs, type SyncState } from '#server/domain/sync-state.ts';
import { isOpen } from '#server/domain/circuit-breaker.ts';
import { nextRunAt, type WakeInputs } from '#server/domain/wake.ts';
import { blockedSentence } from '#server/domain/window/window.ts';

/** What the sentences about a fabric are made from. */
export interface WhyInputs extends WakeInputs {
  readonly errorCode: string | null;
  readonly retryAttempt: number;
  readonly breakerFailures: number;
  readonly driftCount: number;
  readonly gitRepositoryId: number | null;
  readonly syncedCommit: string | null;
  /** Head of the repository's branch when last asked. */
  readonly headCommit: string | null;
  /** Raised by each change of the inventory. */
  readonly inventoryVersion: number;
  /** The one whose content was last verified in the cluster. */
  readonly syncedInventoryVersion: number;
  /** Objects of the desired state. */
  readonly objectCount: number;
  readonly progress: { readonly percentage: number; readonly message: string } | null;
}

const resources = (count: number): string => `${count} ${count === 1 ? 'resource' : 'resources'}`;
const objects = (count: number): string => `${count} ${count === 1 ? 'object' : 'objects'}`;
const atClock = (moment: Date): string => `${moment.toISOString().slice(11, 19)} UTC`;

/** Whether what is in the cluster differs from what is desired, as far as known; null = it does not, or nobody looked. */
function contentClause(fabric: WhyInputs): string | null {
  if (fabric.driftCount > 0) return `${resources(fabric.driftCount)} drifted`;
  // Never verified: there is nothing that a commit or a change could be newer than.
  if (fabric.lastSync === null) return null;
  if (
    fabric.headCommit !== null &&
    fabric.syncedCommit !== null &&
    fabric.headCommit !== fabric.syncedCommit
  ) {
    // In an error it may be the very one that failed: "waits" would read as if a correction had come.
    return fabric.errorCode === null ? 'a newer commit waits' : 'the newest commit is not verified';
  }
  const waiting = fabric.inventoryVersion - fabric.syncedInventoryVersion;
  if (fabric.gitRepositoryId === null && waiting > 0) {
    return waiting === 1 ? '1 change in the inventory waits' : `${waiting} changes in the inventory wait`;
  }
  return null;
}

/** "blocked until 06:00 (Europe/Berlin)"; null while automatic runs may start, or none would. */
const blockedClause = (fabric: WhyInputs, now: Date): string | null =>
  fabric.syncInterval > 0 ? blockedSentence(fabric.syncWindows, now) : null;

/** "5 of 5 retries failed, "; "" while a series has not come to its end. */
function usedUp({ errorCode, retryAttempt }: WhyInputs): string {
  const rule = errorCode !== null && isErrorCode(errorCode) ? errorDefinition(errorCode).retry : null;
  if (rule === null || rule.strategy === 'none' || retryAttempt < rule.maxAttempts) return '';
  return `${rule.maxAttempts} of ${rule.maxAttempts} retries failed, `;
}

function errorClause(fabric: WhyInputs, now: Date): string {
  const code = fabric.errorCode;
  const breaker = { failures: fabric.breakerFailures, openUntil: fabric.breakerOpenUntil };
  if (fabric.syncInterval > 0 && isOpen(breaker, now)) {
    return `automatic runs paused after ${fabric.breakerFailures} failures in a row, one trial at ${atClock(fabric.breakerOpenUntil ?? now)}`;
  }
  if (fabric.scheduleStopped) {
    const cause =
      code !== null && code.startsWith('K8S_AUTH')
        ? 'credentials refused'
        : `${code ?? 'error'} needs a person`;
    return `automatic runs stopped: ${cause}`;
  }
  const next = nextRunAt(fabric, now);
  const blocked = blockedClause(fabric, now);
  if (blocked !== null) return `${blocked}, then the next automatic run`;
  if (fabric.retryAt !== null && next !== null) {
    const rule = code !== null && isErrorCode(code) ? errorDefinition(code).retry : null;
    if (fabric.retryAttempt === 0) return 'configuration changed, trying again now';
    const of = rule === null || rule.strategy === 'none' ? '' : ` of ${rule.maxAttempts}`;
    return `retry ${fabric.retryAttempt}${of} at ${atClock(next)}`;
  }
  if (next !== null) return `${usedUp(fabric)}next scheduled run at ${atClock(next)}`;
  return 'no automatic run: the interval is 0';
}

/** One line saying why a fabric is in its state: the rule that fired, its inputs, and whether the content differs. */
export function whySentence(fabric: WhyInputs, now: Date): string {
  const state = calculateSyncState(fabric, now);
  const content = contentClause(fabric);
  const blocked = blockedClause(fabric, now);
  const also = blocked === null ? [] : [blocked];
  const withContent = (text: string): string => (content === null ? text : `${text}, ${content}`);
  switch (state) {
    case 'not_configured':
      return 'no Kubernetes server is set';
    case 'disabled':
      return withContent('switched off by an administrator');
    case 'syncing':
      return fabric.progress?.message ?? 'waiting for a worker';
    case 'error':
      return withContent(errorClause(fabric, now));
    case 'never_synced':
      return withContent(
        fabric.syncInterval > 0
          ? (blocked ?? 'pending sync: the first run starts by itself')
          : 'manual only: press Sync Now',
      );
    case 'out_of_sync':
      return [
        `overdue by ${clockDuration(overdueMs(fabric, now))}`,
        ...also,
        content ?? 'no difference known',
      ].join(', ');
    case 'in_sync':
      return [
        content ?? (fabric.objectCount === 0 ? '0 objects' : `verified ${objects(fabric.objectCount)} equal`),
        ...also,
      ].join(', ');
  }
}

/** The message of the state table (SPEC section 2). */
export function stateMessage(
  state: SyncState,
  fabric: WhyInputs & { readonly connectionError: string | null; readonly syncError: string | null },
  now: Date,
): string {
  const since = fabric.lastSync === null ? '' : ago(now.getTime() - fabric.lastSync.getTime());
  switch (state) {
    case 'not_configured':
      return 'Kubernetes server URL required for synchronization';
    case 'disabled':
      return 'Synchronization disabled by administrator';
    case 'syncing':
      return `Synchronization in progress... ${fabric.progress?.percentage ?? 0}%`;
    case 'error':
      return fabric.connectionError?.trim() || fabric.syncError?.trim() || 'Synchronization failed';
    case 'never_synced':
      return 'Fabric has never been synchronized';
    case 'out_of_sync':
      return `Last sync: ${since} (overdue by ${clockDuration(overdueMs(fabric, now))})`;
    case 'in_sync':
      return `Last sync: ${since}`;
  }
}

/** What the button of the state says; codes without an automatic retry lead to the configuration. */
export function actionButton(state: SyncState, errorCode: string | null): string {
  if (state === 'error' && errorCode !== null && isErrorCode(errorCode)) {
    return errorDefinition(errorCode).retry.strategy === 'none' ? 'Fix Configuration' : 'Retry';
  }
  return STATE_DISPLAY[state].actionButton;
}
