import { RUN_STEPS, type RunStep, type StepStatus } from '#server/domain/words.ts';

/** How far a run is, as shown to people. */
export interface RunProgress {
  /** 0 to 100, never falling within a run. */
  readonly percentage: number;
  /** "Applying Connection 18/26". */
  readonly message: string;
  readonly stepsCompleted: number;
  readonly totalSteps: number;
  /** ISO 8601; null until a rate is known. */
  readonly estimatedCompletion: string | null;
  readonly errors: readonly ProgressNote[];
}

export interface ProgressNote {
  readonly level: 'warning' | 'error' | 'critical';
  readonly message: string;
  readonly timestamp: string;
}

export interface StepRecord {
  readonly step: RunStep;
  readonly status: StepStatus;
  readonly message: string;
  readonly startedAt: string | null;
  readonly durationMs: number | null;
}

/** What an import takes from the cluster. */
export interface ImportScope {
  /** Absent = every kind that the fabric may write. */
  readonly kinds?: readonly string[];
  /** Absent = every name. */
  readonly names?: readonly string[];
  /** Marks the objects as this fabric's in the cluster; off = the next sync does. */
  readonly adopt: boolean;
}

/** Objects by what became of them. */
export interface RunCounts {
  readonly desired: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly skipped: number;
  readonly conflicts: number;
  readonly extra: number;
  /** Requests that wrote to the cluster. */
  readonly writes: number;
}

export const NO_COUNTS: RunCounts = {
  desired: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  failed: 0,
  skipped: 0,
  conflicts: 0,
  extra: 0,
  writes: 0,
};

/** Of how many desired objects a successful run may say that they are in the cluster as wanted. */
export const verifiedOf = ({ created, updated, unchanged }: RunCounts): number =>
  created + updated + unchanged;

export const QUEUED_PROGRESS: RunProgress = {
  percentage: 0,
  message: 'Waiting for a worker',
  stepsCompleted: 0,
  totalSteps: RUN_STEPS.length,
  estimatedCompletion: null,
  errors: [],
};

/** What each step is called on the page and in logs. */
export const STEP_TITLES: Record<RunStep, string> = {
  connect: 'Check connection and rights',
  fetch: 'Fetch the desired state',
  validate: 'Validate',
  read: 'Read the cluster',
  plan: 'Plan',
  apply: 'Apply',
  verify: 'Verify',
  record: 'Record',
};
