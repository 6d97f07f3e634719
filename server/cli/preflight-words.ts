import { mostUrgentFirst, type CheckStatus } from '#server/domain/preflight.ts';
import type { Preflight, PreflightCheck } from '#server/domain/wire/preflight.ts';
import type { Paint } from '#server/cli/paint.ts';

const MARKS = {
  ok: ['green', '✓'],
  warning: ['yellow', '!'],
  failed: ['red', '✗'],
  skipped: ['dim', '-'],
} as const satisfies Record<CheckStatus, readonly [string, string]>;

/** The checklist for a terminal, what needs a person first. */
export function preflightWords(result: Preflight, paint: Paint): string {
  const lines = mostUrgentFirst(result.checks).flatMap((check) => checkLines(check, paint));
  const verdict = paint(result.passed ? 'green' : 'red', result.summary);
  return `${lines.join('\n')}\n\n${paint('bold', result.fabric_name)}: ${verdict}\n`;
}

function checkLines({ status, title, detail, advice, manifest }: PreflightCheck, paint: Paint): string[] {
  const [look, mark] = MARKS[status];
  const lines = [`${paint(look, mark)} ${title}: ${detail}`];
  if (advice !== null) lines.push(`    ${paint('dim', advice)}`);
  // In full only for what failed: the others would bury it.
  if (manifest !== null) {
    const shown = status === 'failed' ? manifest.trimEnd() : 'The manifest stands in the output of --json';
    lines.push(shown.replaceAll(/^/gm, '    '));
  }
  return lines;
}

/** YAML for `kubectl apply -f -`: what the failed checks lack; "" when nothing can be applied. */
export function missingManifests(result: Preflight): string {
  return result.checks
    .flatMap(({ status, manifest }) => (status === 'failed' && manifest !== null ? [manifest] : []))
    .join('---\n');
}
