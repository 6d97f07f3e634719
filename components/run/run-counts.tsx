import type { Run } from '#server/domain/wire/run.ts';

const TITLES: readonly (readonly [keyof Run['counts'], string])[] = [
  ['desired', 'desired'],
  ['created', 'created'],
  ['updated', 'updated'],
  ['deleted', 'deleted'],
  ['unchanged', 'unchanged'],
  ['failed', 'failed'],
  ['conflicts', 'conflicts'],
  ['skipped', 'skipped'],
  ['extra', 'extra'],
  ['writes', 'requests that wrote'],
];

/** Objects by what became of them. */
export function RunCounts({ counts }: { readonly counts: Run['counts'] }) {
  return (
    <dl className="counts">
      {TITLES.map(([name, title]) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd className={name === 'failed' && counts.failed > 0 ? 'text-bad' : ''}>{counts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
