import type { Command } from '#server/cli/command.ts';
import { cancel } from '#server/cli/commands/cancel.ts';
import { completion } from '#server/cli/commands/completion.ts';
import { exportFabric } from '#server/cli/commands/export.ts';
import { fabrics } from '#server/cli/commands/fabrics.ts';
import { importFabric } from '#server/cli/commands/import.ts';
import { migrate } from '#server/cli/commands/migrate.ts';
import { plan } from '#server/cli/commands/plan.ts';
import { preflight } from '#server/cli/commands/preflight.ts';
import { repositories } from '#server/cli/commands/repositories.ts';
import { run } from '#server/cli/commands/run.ts';
import { runs } from '#server/cli/commands/runs.ts';
import { status } from '#server/cli/commands/status.ts';
import { sync } from '#server/cli/commands/sync.ts';
import { createToken, revokeToken, tokens } from '#server/cli/commands/tokens.ts';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  fabrics,
  status,
  plan,
  preflight,
  runs,
  run,
  repositories,
  sync,
  cancel,
  importFabric,
  exportFabric,
  tokens,
  createToken,
  revokeToken,
  completion,
  migrate,
];
