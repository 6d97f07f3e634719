/** The product's vocabularies: the same word in type, database column, event, API and badge. */

export const RUN_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** sync makes the cluster what is desired; import makes the inventory what the cluster holds. */
export const RUN_KINDS = ['sync', 'import'] as const;

export const TRIGGER_TYPES = ['manual', 'periodic', 'retry', 'webhook', 'self_heal', 'validation'] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];
/** Nobody asked for it at this moment: sync windows hold for it. */
export const isAutomatic = (trigger: TriggerType): boolean =>
  trigger !== 'manual' && trigger !== 'validation';

/** Lowest first; the queue takes the highest. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const CONFLICT_POLICIES = ['force', 'respect'] as const;
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];

export const FAILURE_POLICIES = ['rollback', 'keep'] as const;
export type FailurePolicy = (typeof FAILURE_POLICIES)[number];

export const WRITE_SCOPES = ['all', 'tenant'] as const;
export type WriteScope = (typeof WRITE_SCOPES)[number];

export const GIT_AUTH_TYPES = ['none', 'token', 'basic', 'ssh_key'] as const;
export type GitAuthType = (typeof GIT_AUTH_TYPES)[number];

export const CONNECTION_STATUSES = ['unknown', 'connected', 'failed'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** Live against desired, per resource. `unknown` until a run has read the cluster. */
export const DRIFT_STATUSES = ['unknown', 'in_sync', 'drifted', 'missing', 'extra'] as const;
export type DriftStatus = (typeof DRIFT_STATUSES)[number];

/** The steps of a run, in order. */
export const RUN_STEPS = [
  'connect',
  'fetch',
  'validate',
  'read',
  'plan',
  'apply',
  'verify',
  'record',
] as const;
export type RunStep = (typeof RUN_STEPS)[number];

export const STEP_STATUSES = ['pending', 'running', 'completed', 'failed', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** Why a run is asked to stop; its worker ends it at the next request. */
export const STOP_REASONS = [
  'cancelled',
  'disabled',
  'not_configured',
  'target_changed',
  'deleted',
  'timeout',
  'window_closed',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** What a plan does to one object. */
export const PLAN_ACTIONS = ['create', 'update', 'delete', 'replace', 'none'] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** What people read of one object in a plan: an action, or why there is none. */
export const PLAN_VERDICTS = [
  'create',
  'update',
  'delete',
  'replace',
  'conflict',
  'skipped',
  'unchanged',
] as const;
export type PlanVerdict = (typeof PLAN_VERDICTS)[number];

/** What an import does with one object of the cluster. */
export const IMPORT_VERDICTS = ['new', 'replaced', 'unchanged', 'left_out'] as const;
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

/** What became of one object in a run. */
export const RESULT_OUTCOMES = [
  'applied',
  'unchanged',
  'deleted',
  'failed',
  'skipped',
  'conflict',
  'rolled_back',
  'rollback_failed',
] as const;
export type ResultOutcome = (typeof RESULT_OUTCOMES)[number];

/** What a person should know about a fabric without looking. */
export const NOTICE_KINDS = [
  'never_synced_over_5min',
  'overdue_3_intervals',
  'breaker_open',
  'credentials_refused',
  'mass_prune_refused',
  'schedule_stopped',
  'credentials_expire',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const NOTICE_SEVERITIES = ['warning', 'critical'] as const;
export type NoticeSeverity = (typeof NOTICE_SEVERITIES)[number];

/** Where news is sent. */
export const WEBHOOK_TYPES = ['webhook', 'email'] as const;

/** What a receiver may ask for. */
export const WEBHOOK_EVENTS = ['notices', 'transitions', 'runs'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** What a message is about. */
export const DELIVERY_EVENTS = ['notice.opened', 'notice.closed', 'transition', 'run.ended', 'test'] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];
