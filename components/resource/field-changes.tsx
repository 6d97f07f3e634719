import { fieldPath, valueWords } from './field-path.ts';

interface FieldChange {
  readonly path: readonly (string | number)[];
  readonly desired?: unknown;
  readonly live?: unknown;
}

/** Fields in which the cluster differs from what is desired, side by side. */
export function FieldChanges({ changes }: { readonly changes: readonly FieldChange[] }) {
  return (
    <table className="rows" aria-label="Fields that differ">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Desired</th>
          <th scope="col">In the cluster</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => {
          const path = fieldPath(change.path);
          return (
            <tr key={path}>
              <td className="name mono" data-label="Field">
                {path}
              </td>
              <td data-label="Desired">
                <span className="value-desired">{valueWords(change.desired)}</span>
              </td>
              <td data-label="In the cluster">
                <span className="value-live">{valueWords(change.live)}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
