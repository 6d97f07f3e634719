'use client';

import { useId, useState } from 'react';
import { useController } from 'react-hook-form';

/** Addresses, one a line. */
export function RecipientsField() {
  const id = useId();
  const {
    field: { ref, value, onBlur, onChange },
    fieldState: { error },
  } = useController({ name: 'recipients' });
  const [text, setText] = useState(() => ((value ?? []) as readonly string[]).join('\n'));
  const fault =
    error === undefined
      ? undefined
      : (error.message ?? 'Enter addresses such as ops@example.org, one a line');
  return (
    <div className="form-row">
      <label className="form-label form-required" htmlFor={id}>
        Recipients
      </label>
      <div>
        <textarea
          id={id}
          ref={ref}
          className={fault === undefined ? 'form-control mono' : 'form-control mono is-invalid'}
          rows={3}
          value={text}
          spellCheck={false}
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}-hint`}
          onBlur={onBlur}
          onChange={({ target }) => {
            setText(target.value);
            onChange(
              target.value
                .split(/[\s,;]+/)
                .map((one) => one.trim())
                .filter((one) => one !== ''),
            );
          }}
        />
        {fault !== undefined && (
          <div className="field-error" role="alert">
            {fault}
          </div>
        )}
        <div className="form-hint" id={`${id}-hint`}>
          One address a line. The mail server is set where the app runs, by FABRIC_SYNC_SMTP_URL.
        </div>
      </div>
    </div>
  );
}
