import { errorDefinition, isErrorCode } from '#server/domain/errors.ts';
import { healthScore } from '#server/domain/health-score.ts';
import { selectionText } from '#server/domain/plan/selection.ts';
import { verifiedOf, type RunCounts } from '#server/domain/run.ts';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import { calculateSyncState, isOverdue, overdueMs, type SyncState } from '#server/domain/sync-state.ts';
import { nextRunAt } from '#server/domain/wake.ts';
import { blockedSentence, nextOpening } from '#server/domain/window/window.ts';
import { actionButton, stateMessage, whySentence, type WhyInputs } from '#server/domain/why.ts';
import type { Fabric, SyncStatus } from '#server/domain/wire/fabric.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import type { ShownFabric, StateOfFabric } from '#server/services/fabrics/shown-fabrics.ts';

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;
const blankToNull = (text: string | null): string | null =>
  text === null || text.trim() === '' ? null : text;

const PENDING_NOTE_AFTER_MS = 60_000;

/** The one mapping from rows to what the API, the pages and the log say about a fabric's state. */
function presentState(row: StateOfFabric) {
  const { fabric, now, active } = row;
  const state = calculateSyncState(fabric, now);
  const waits =
    active !== null &&
    active.status === 'pending' &&
    now.getTime() - active.queuedAt.getTime() > PENDING_NOTE_AFTER_MS;
  const progress =
    active === null
      ? null
      : {
          percentage: active.progress.percentage,
          message: waits ? 'waiting for a worker' : active.progress.message,
          estimated_completion: active.progress.estimatedCompletion,
        };
  const inputs: WhyInputs & Pick<typeof fabric, 'connectionError' | 'syncError'> = {
    ...fabric,
    headCommit: row.headCommit,
    objectCount: sum(fabric.countsByKind),
    progress,
  };
  return {
    state,
    progress: state === 'syncing' ? progress : null,
    why: withSelection(state, whySentence(inputs, now), row.last),
    message: stateMessage(state, inputs, now),
    button: actionButton(state, fabric.errorCode),
    display: STATE_DISPLAY[state],
    nextSync: iso(futureOrNow(nextRunAt(fabric, now), now)),
  };
}

/** After a selective run nobody must take its success for the whole. */
function withSelection(state: SyncState, why: string, last: StateOfFabric['last']): string {
  if (last === null || last.selection === null || last.status !== 'completed') return why;
  if (state !== 'never_synced' && state !== 'out_of_sync' && state !== 'in_sync') return why;
  return `${why}; the last run was selective: ${selectionText(last.selection)}`;
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** A run that is due is shown as due now, not in the past. */
const futureOrNow = (moment: Date | null, now: Date): Date | null =>
  moment !== null && moment.getTime() < now.getTime() ? now : moment;

export function presentSyncStatus(row: StateOfFabric): SyncStatus {
  const { fabric } = row;
  const shown = presentState(row);
  return {
    fabric_id: fabric.id,
    calculated_sync_status: shown.state,
    sync_status_display: shown.display.text,
    badge_class: shown.display.cssClass,
    last_sync: iso(fabric.lastSync),
    next_sync: shown.nextSync,
    sync_interval: fabric.syncInterval,
    connection_error: blankToNull(fabric.connectionError),
    sync_error: blankToNull(fabric.syncError),
    progress: shown.progress,
    why: shown.why,
    action_button: shown.button,
    message: shown.message,
  };
}

export function presentFabric(row: ShownFabric): Fabric {
  const { fabric, now } = row;
  const shown = presentState(row);
  const errorMessage = blankToNull(fabric.connectionError) ?? blankToNull(fabric.syncError);
  return {
    id: fabric.id,
    name: fabric.name,
    description: fabric.description,
    kubernetes_server: fabric.kubernetesServer,
    kubernetes_namespace: fabric.kubernetesNamespace,
    kubernetes_token_set: fabric.kubernetesTokenSet,
    kubernetes_client_cert: fabric.kubernetesClientCert,
    kubernetes_client_key_set: fabric.kubernetesClientKeySet,
    kubernetes_proxy_url: fabric.kubernetesProxyUrl,
    kubernetes_ca_cert: fabric.kubernetesCaCert,
    kubernetes_tls_verify: fabric.kubernetesTlsVerify,
    credentials_set_at: iso(fabric.credentialsSetAt),
    sync_enabled: fabric.syncEnabled,
    sync_interval: fabric.syncInterval,
    sync_windows: fabric.syncWindows,
    git_repository: fabric.gitRepositoryId,
    git_repository_name: row.repositoryName,
    gitops_directory: fabric.gitopsDirectory,
    conflict_policy: fabric.conflictPolicy,
    failure_policy: fabric.failurePolicy,
    prune: fabric.prune,
    write_scope: fabric.writeScope,
    allow_replace: fabric.allowReplace,
    watch_enabled: fabric.watchEnabled,
    self_heal: fabric.selfHeal,
    calculated_sync_status: shown.state,
    sync_status: shown.state,
    sync_status_display: shown.display.text,
    badge_class: shown.display.cssClass,
    action_button: shown.button,
    message: shown.message,
    why: shown.why,
    overdue_seconds: isOverdue(fabric, now) ? Math.floor(overdueMs(fabric, now) / 1_000) : 0,
    last_sync: iso(fabric.lastSync),
    next_sync: shown.nextSync,
    sync_blocked: presentBlocked(fabric, now),
    connection_error: blankToNull(fabric.connectionError),
    sync_error: blankToNull(fabric.syncError),
    error_message: errorMessage,
    error: presentError(row, errorMessage, shown.nextSync),
    last_result: presentLastResult(row),
    active_task_id: row.active?.taskId ?? null,
    progress: shown.progress,
    drift_count: fabric.driftCount,
    health_score: healthScore(shown.state, fabric.driftCount, sum(fabric.countsByKind)),
    cached_crd_count: sum(fabric.countsByKind),
    cached_vpc_count: fabric.countsByKind['VPC'] ?? 0,
    counts_by_kind: fabric.countsByKind,
    synced_commit: fabric.syncedCommit,
    kubernetes_version: fabric.kubernetesVersion,
    version: fabric.version,
    created_at: fabric.createdAt.toISOString(),
    updated_at: fabric.updatedAt.toISOString(),
  };
}

function presentBlocked({ syncWindows }: ShownFabric['fabric'], now: Date): Fabric['sync_blocked'] {
  const text = blockedSentence(syncWindows, now);
  return text === null ? null : { until: iso(nextOpening(syncWindows, now)?.at ?? null), text };
}

function presentError(row: ShownFabric, message: string | null, nextSync: string | null): Fabric['error'] {
  const { fabric } = row;
  if (message === null) return null;
  const code = fabric.errorCode;
  return {
    code: code ?? 'SYNC_INTERNAL',
    message,
    advice: fabric.errorAdvice ?? '',
    retry_at: nextSync,
    retry_available: code !== null && isErrorCode(code) && errorDefinition(code).retry.strategy !== 'none',
    error_id: row.failed?.taskId ?? null,
  };
}

function presentLastResult({ fabric, last, active }: ShownFabric): Fabric['last_result'] {
  if (last === null || last.finishedAt === null || active !== null) return null;
  if (fabric.dismissedRunId !== null && fabric.dismissedRunId === fabric.lastRunId) return null;
  const successful = last.status === 'completed';
  return {
    task_id: last.taskId,
    successful,
    message: successful
      ? last.kind === 'import'
        ? importMessage(last.counts)
        : successMessage(last.counts, last.selection)
      : (last.errorMessage ?? 'Synchronization ended without a result'),
    finished_at: last.finishedAt.toISOString(),
  };
}

/** "Imported 48 resources into the inventory (46 adopted, 2 left out)". */
function importMessage({ desired, updated, skipped }: RunCounts): string {
  const parts = [
    ...(updated > 0 ? [`${updated} adopted`] : []),
    ...(skipped > 0 ? [`${skipped} left out`] : []),
  ];
  const noun = desired === 1 ? 'resource' : 'resources';
  return `Imported ${desired} ${noun} into the inventory${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}

/** "Synchronized: 48 resources verified equal (2 created, 1 updated, 45 unchanged)". */
function successMessage(counts: RunCounts, selection: SelectionInput | null): string {
  const parts = (['created', 'updated', 'deleted', 'unchanged', 'skipped'] as const)
    .filter((what) => counts[what] > 0)
    .map((what) => `${counts[what]} ${what}`);
  const verified = verifiedOf(counts);
  const noun = verified === 1 ? 'resource' : 'resources';
  const what = `${verified} ${noun} verified equal${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
  if (selection === null) return `Synchronized: ${what}`;
  return `Selective sync (${selectionText(selection)}): ${what}; nothing is claimed for the rest`;
}
