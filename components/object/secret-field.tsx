'use client';

import { type ReactNode, useId } from 'react';
import { useController } from 'react-hook-form';

interface SecretFieldProps {
  readonly name: string;
  readonly label: string;
  /** Whether one is stored; it is never sent to the browser. */
  readonly stored: boolean;
  /** "set 12 d ago". */
  readonly storedNote?: ReactNode;
  readonly hint?: ReactNode;
  /** More than one line, for keys. */
  readonly rows?: number;
}

/** A secret that can be written, never read: an empty field keeps what is stored (undefined), "" removes it. */
export function SecretField({ name, label, stored, storedNote, hint, rows }: SecretFieldProps) {
  const id = useId();
  const { field, fieldState } = useController({ name });
  const removing = field.value === '';
  const value = typeof field.value === 'string' ? field.value : '';
  const error = fieldState.error?.message;
  const shared = {
    id,
    name,
    ref: field.ref,
    value,
    disabled: removing,
    className: `form-control mono ${error === undefined ? '' : 'is-invalid'}`,
    autoComplete: 'off',
    spellCheck: false,
    placeholder: stored ? 'Stored – leave empty to keep' : '',
    'aria-invalid': error !== undefined,
    'aria-describedby': `${id}-hint ${id}-error`,
    onBlur: field.onBlur,
    onChange: ({ target }: { target: { value: string } }) =>
      field.onChange(target.value === '' ? undefined : target.value),
  };
  return (
    <div className="form-row">
      <label className="form-label" htmlFor={id}>
        {label}
      </label>
      <div>
        {rows === undefined ? <input {...shared} type="password" /> : <textarea {...shared} rows={rows} />}
        <div className="field-error" id={`${id}-error`} role="alert" hidden={error === undefined}>
          {error}
        </div>
        <div className="form-hint" id={`${id}-hint`}>
          {stored && <>{storedNote ?? 'Stored'} – leave empty to keep. </>}
          {hint}
        </div>
        {stored && (
          <label className="form-check mt-1 mb-0">
            <input
              type="checkbox"
              className="form-check-input"
              checked={removing}
              onChange={({ target }) => field.onChange(target.checked ? '' : undefined)}
            />
            <span className="form-check-label">Remove the stored {label.toLowerCase()}</span>
          </label>
        )}
      </div>
    </div>
  );
}
