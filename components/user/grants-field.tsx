'use client';

import { useState } from 'react';
import { useController, useFormContext, useWatch } from 'react-hook-form';
import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { Icon } from '#components/ui/icon.tsx';
import { GRANT_ROLES, type GrantRole } from '#server/domain/permissions.ts';
import type { User } from '#server/domain/wire/user.ts';

interface Grant {
  readonly fabric_id: number;
  readonly role: GrantRole;
}

const WORDS: Readonly<Record<GrantRole, string>> = { viewer: 'View', operator: 'Operate' };

/** Which fabrics somebody sees who does not see all: a row each, and a select that adds one. */
export function GrantsField({ stored }: { readonly stored: User | null }) {
  const { control } = useFormContext();
  const all = useWatch({ control, name: 'all_fabrics' }) as boolean;
  const { field, fieldState } = useController({ name: 'grants' });
  const names = useFabricNames().data ?? [];
  const [chosen, setChosen] = useState('');
  if (all) return null;
  const grants = (field.value ?? []) as readonly Grant[];
  const nameOf = (id: number): string =>
    names.find((each) => each.id === id)?.name ??
    stored?.grants.find((each) => each.fabric_id === id)?.fabric_name ??
    `Fabric ${id}`;
  const free = names.filter(({ id }) => !grants.some((grant) => grant.fabric_id === id));
  const change = (id: number, role: GrantRole) =>
    field.onChange(grants.map((grant) => (grant.fabric_id === id ? { ...grant, role } : grant)));
  const add = () => {
    field.onChange([...grants, { fabric_id: Number(chosen), role: 'viewer' }]);
    setChosen('');
  };
  return (
    <fieldset className="form-row" aria-label="Granted fabrics">
      <span className="form-label">Granted fabrics</span>
      <div>
        {grants.length > 0 && (
          <ul className="grants">
            {grants.map(({ fabric_id: id, role }) => (
              <li key={id}>
                <span className="name">{nameOf(id)}</span>
                <select
                  className="form-select form-select-sm"
                  aria-label={`Role on ${nameOf(id)}`}
                  value={role}
                  onChange={({ target }) => change(id, target.value as GrantRole)}
                >
                  {GRANT_ROLES.map((each) => (
                    <option key={each} value={each}>
                      {WORDS[each]}
                    </option>
                  ))}
                </select>
                <button
                  type="button"
                  className="btn btn-sm"
                  aria-label={`Take away ${nameOf(id)}`}
                  onClick={() => field.onChange(grants.filter((grant) => grant.fabric_id !== id))}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <div className="grants-add">
          <select
            className="form-select form-select-sm"
            aria-label="Fabric to grant"
            value={chosen}
            onChange={({ target }) => setChosen(target.value)}
          >
            <option value="">{free.length === 0 ? 'No more fabrics' : 'Choose a fabric'}</option>
            {free.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <button type="button" className="btn btn-sm" disabled={chosen === ''} onClick={add}>
            <Icon name="plus" />
            Grant
          </button>
        </div>
        {fieldState.error !== undefined && (
          <div className="field-error" role="alert">
            {fieldState.error.message}
          </div>
        )}
        <div className="form-hint">
          Other fabrics do not exist for them. A grant gives at most what the role above allows.
        </div>
      </div>
    </fieldset>
  );
}
