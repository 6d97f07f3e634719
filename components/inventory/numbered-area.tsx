'use client';

import { useId, useRef, type UIEvent } from 'react';
import { useController } from 'react-hook-form';

interface NumberedAreaProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly rows: number;
}

/** A text of many lines with their numbers beside it: faults name lines. */
export function NumberedArea({ name, label, hint, rows }: NumberedAreaProps) {
  const id = useId();
  const numbers = useRef<HTMLDivElement>(null);
  const {
    field: { ref, value, onBlur, onChange },
    fieldState: { error },
  } = useController({ name });
  const text = typeof value === 'string' ? value : '';
  const count = Math.max(rows, text.split('\n').length);
  const follow = (event: UIEvent<HTMLTextAreaElement>) => {
    if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop;
  };
  return (
    <div className="form-row">
      <label className="form-label form-required" htmlFor={id}>
        {label}
      </label>
      <div>
        <div className={error === undefined ? 'numbered-area' : 'numbered-area is-invalid'}>
          <div className="numbered-area-lines mono" ref={numbers} aria-hidden="true">
            {Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('')}
          </div>
          <textarea
            ref={ref}
            id={id}
            name={name}
            rows={rows}
            wrap="off"
            className="mono"
            value={text}
            spellCheck={false}
            autoCapitalize="off"
            aria-invalid={error !== undefined}
            aria-describedby={error === undefined ? `${id}-hint` : `${id}-hint ${id}-error`}
            onBlur={onBlur}
            onChange={onChange}
            onScroll={follow}
          />
        </div>
        {error?.message !== undefined && (
          <div className="field-error" id={`${id}-error`} role="alert">
            {error.message.split('\n').map((line) => (
              <div key={line}>{line}</div>
            ))}
          </div>
        )}
        <div className="form-hint" id={`${id}-hint`}>
          {hint}
        </div>
      </div>
    </div>
  );
}
