import { printPath } from '../apply/fields-v1.ts';
import type { Manager } from '../apply/managed-fields.ts';
import type { Conflict } from '../apply/server-side-apply.ts';
import { StatusError } from '../http/status-error.ts';

/** The 409 of server-side apply: a cause for each field that somebody else owns, named in the message by owner. */
export function applyConflict(conflicts: Conflict[]): StatusError {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printManager(manager)}`,
    field: printPath(path),
  }));
  return new StatusError(409, 'Conflict', messageOf(conflicts), { causes });
}

function messageOf(conflicts: Conflict[]): string {
  const [first] = conflicts;
  if (conflicts.length === 1 && first) {
    return `Apply failed with 1 conflict: conflict with ${printManager(first.manager)}: ${printPath(first.path)}`;
  }
  const byManager = Map.groupBy(conflicts, ({ manager }) => printManager(manager));
  const lines: string[] = [];
  for (const manager of [...byManager.keys()].toSorted()) {
    lines.push(`conflicts with ${manager}:`);
    for (const { path } of byManager.get(manager) ?? []) lines.push(`- ${printPath(path)}`);
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function printManager({ manager, operation, subresource, apiVersion }: Manager): string {
  const name = `${JSON.stringify(manager)}${subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`}`;
  if (operation === 'Apply') return name;
  return `${name} using ${apiVersion}`;
}
