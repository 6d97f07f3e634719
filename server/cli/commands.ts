import type { Command } from '#server/cli/command.ts';
import { migrate } from '#server/cli/commands/migrate.ts';
import { plan } from '#server/cli/commands/plan.ts';
import { preflight } from '#server/cli/commands/preflight.ts';
import { status } from '#server/cli/commands/status.ts';
import { sync } from '#server/cli/commands/sync.ts';

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [status, plan, sync, preflight, migrate];
