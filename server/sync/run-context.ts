import type { Database } from '#db/client.ts';
import type { FabricRow, RepositoryRow, RunRow } from '#db/schema/index.ts';
import type { HeldLease } from '#server/jobs/lease.ts';
import type { Log } from '#server/log.ts';
import type { Outbound, Sealer } from '#server/services/context.ts';
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
}

/** What every step of one run sees. */
export interface RunContext extends RunDeps {
  readonly run: RunRow;
  /** As it was when the run was claimed; a change of the target ends the run. */
  readonly fabric: FabricRow;
  /** Null = the inventory is the source. */
  readonly repository: RepositoryRow | null;
  readonly lease: HeldLease;
  readonly signal: AbortSignal;
  readonly progress: ProgressReporter;
}
