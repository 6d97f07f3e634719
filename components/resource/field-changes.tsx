import { fieldPath, valueWords } from './field-path.ts';

interface FieldChange {
  readonly path: readonly (string | number)[];
  readonly desired?: unknown;
  readonly live?: unknown;
}

interface FieldChangesProps {
  readonly changes: readonly FieldChange[];
  /** drift: what is desired, and what stands there instead. change: what stands there, and what it becomes. */
  readonly reading?: 'drift' | 'change';
  /** Who else owns a field, by its path as it is shown. */
  readonly owners?: ReadonlyMap<string, readonly string[]>;
}

type Side = 'desired' | 'live';

const READINGS: Record<'drift' | 'change', readonly (readonly [Side, string])[]> = {
  drift: [
    ['desired', 'Desired'],
    ['live', 'In the cluster'],
  ],
  change: [
    ['live', 'Now'],
    ['desired', 'Becomes'],
  ],
};

/** Fields in which the cluster differs from what is desired, side by side; on a phone one under the other. */
export function FieldChanges({ changes, reading = 'drift', owners }: FieldChangesProps) {
  const sides = READINGS[reading];
  return (
    <table className="rows field-changes" aria-label="Fields that differ">
      <thead>
        <tr>
          <th scope="col">Field</th>
          {sides.map(([side, title]) => (
            <th key={side} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => {
          const path = fieldPath(change.path);
          const others = owners?.get(path);
          return (
            <tr key={path}>
              <td className="name mono" data-label="Field">
                {path}
                {others !== undefined && <div className="field-owner">owned by {others.join(', ')}</div>}
              </td>
              {sides.map(([side, title]) => (
                <td key={side} data-label={title}>
                  <span className={`value-${side}`}>{valueWords(change[side])}</span>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
