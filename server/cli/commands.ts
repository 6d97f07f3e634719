import type { Command } from '#server/cli/command.ts';
import { exportFabric } from '#server/cli/commands/export.ts';
import { importFabric } from '#server/cli/commands/import.ts';
import { migrate } from '#server/cli/commands/migrate.ts';
import { plan } from '#server/cli/commands/plan.ts';
import { preflight } from '#server/cli/commands/preflight.ts';
import { status } from '#server/cli/commands/status.ts';
import { sync } from '#server/cli/commands/sync.ts';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  status,
  plan,
  sync,
  importFabric,
  exportFabric,
  preflight,
  migrate,
];
