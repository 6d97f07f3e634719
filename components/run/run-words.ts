import type { TagTone } from '#components/ui/tag.tsx';
import type { PlanAction, ResultOutcome, RunStatus, StepStatus, TriggerType } from '#server/domain/words.ts';

/** How the words of runs are shown: text, icon, tone. */

export interface Shown {
  readonly text: string;
  readonly icon: string;
  readonly tone: TagTone;
}

export const RUN_STATUS_WORDS: Record<RunStatus, Shown> = {
  pending: { text: 'Pending', icon: 'clock-outline', tone: 'plain' },
  running: { text: 'Running', icon: 'sync', tone: 'busy' },
  completed: { text: 'Completed', icon: 'check-circle-outline', tone: 'good' },
  failed: { text: 'Failed', icon: 'alert-circle-outline', tone: 'bad' },
  cancelled: { text: 'Cancelled', icon: 'cancel', tone: 'caution' },
};

export const TRIGGER_WORDS: Record<TriggerType, string> = {
  manual: 'by hand',
  periodic: 'on schedule',
  retry: 'retry',
  webhook: 'webhook',
  self_heal: 'self-heal',
  validation: 'validation',
};

export const STEP_ICONS: Record<
  StepStatus,
  { readonly icon: string; readonly className: string; readonly text: string }
> = {
  pending: { icon: 'circle-outline', className: '', text: 'not started' },
  running: { icon: 'loading mdi-spin', className: 'text-busy', text: 'running' },
  completed: { icon: 'check-circle', className: 'text-good', text: 'done' },
  failed: { icon: 'close-circle', className: 'text-bad', text: 'failed' },
  skipped: { icon: 'minus-circle-outline', className: '', text: 'skipped' },
};

export const ACTION_WORDS: Record<PlanAction, string> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  replace: 'replace',
  none: 'none',
};

export const OUTCOME_WORDS: Record<ResultOutcome, Shown> = {
  applied: { text: 'Applied', icon: 'check', tone: 'good' },
  unchanged: { text: 'Unchanged', icon: 'equal', tone: 'plain' },
  deleted: { text: 'Deleted', icon: 'trash-can-outline', tone: 'good' },
  failed: { text: 'Failed', icon: 'alert-circle-outline', tone: 'bad' },
  skipped: { text: 'Skipped', icon: 'debug-step-over', tone: 'caution' },
  conflict: { text: 'Conflict', icon: 'call-split', tone: 'caution' },
  rolled_back: { text: 'Put back', icon: 'undo', tone: 'caution' },
  rollback_failed: { text: 'Not put back', icon: 'alert-octagon-outline', tone: 'bad' },
};
