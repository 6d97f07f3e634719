import type { Database } from '#db/client.ts';
import type { FabricRow, RepositoryRow, RunRow } from '#db/schema/index.ts';
import type { Head } from '#server/domain/push/new-head.ts';
import type { DesiredResource } from '#server/domain/resource.ts';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import type { ReachPlace } from '#server/fault-point.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import type { Log } from '#server/log.ts';
import type { Outbound } from '#server/outbound/outbound.ts';
import type { Sealer } from '#server/secrets/seal.ts';
import type { ProgressReporter } from '#server/sync/progress.ts';

/** What the process lends to a run. */
export interface RunDeps {
  readonly db: Database;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
  readonly allowFileRepositories: boolean;
  readonly dataDir: string;
  /** Limit of one request to the cluster, in ms; absent: the contract's 10 s. */
  readonly requestTimeoutMs?: number;
  /** Tests strike the process at places of a run; absent: nothing happens. */
  readonly atPlace?: ReachPlace;
}

/** What comparing the two sides takes, whoever asks: a run, or a dry run, which leaves no trace. */
export interface LookContext extends Omit<RunDeps, 'log'> {
  /** As it was when the work began; a change of the target ends a run. */
  readonly fabric: FabricRow;
  /** Null = the inventory is the source. */
  readonly repository: RepositoryRow | null;
  readonly asked: Asked;
  readonly signal: AbortSignal;
  readonly progress: Pick<ProgressReporter, 'begin' | 'advance' | 'note'>;
  /** Null = nothing of what was fetched is kept. */
  readonly keeper: DesiredKeeper | null;
  /** Called before each request to the cluster; throws once nothing may be sent any more. */
  readonly beforeRequest?: () => void;
}

export interface Asked {
  readonly force: boolean;
  /** Null = everything. */
  readonly selection: SelectionInput | null;
}

/** Keeps what was fetched, under the lease of a run. */
export interface DesiredKeeper {
  /**
   * A commit is looked at, whether or not it can be read.
   * @param when as soon as it was fetched, or once the plan that the run is held to was found to hold
   */
  attempt(head: Head, when: 'fetched' | 'held'): Promise<void>;
  /** All of a commit. @throws RunStopped when the run is not ours any more */
  keep(resources: readonly DesiredResource[], commit: string): Promise<void>;
}

/** What every step of one run sees. */
export interface RunContext extends RunDeps, LookContext {
  readonly run: RunRow;
  readonly lease: HeldLease;
  readonly progress: ProgressReporter;
}
