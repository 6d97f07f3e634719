'use client';

import { type ReactNode, useId } from 'react';
import { useController, useFormContext } from 'react-hook-form';

/** Fields of a form: label, control, help, and the error beside it, whichever side found it. */

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly required?: boolean;
}

interface FieldIds {
  readonly control: string;
  readonly hint: string;
  readonly error: string;
}

function useField(name: string, hasHint: boolean) {
  const id = useId();
  const { formState, getFieldState } = useFormContext();
  const { error } = getFieldState(name, formState);
  const ids: FieldIds = { control: id, hint: `${id}-hint`, error: `${id}-error` };
  const described = [hasHint ? ids.hint : '', error === undefined ? '' : ids.error].filter(
    (one) => one !== '',
  );
  return {
    ids,
    error: error?.message,
    aria: {
      'aria-invalid': error !== undefined,
      'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
    },
  };
}

interface RowProps extends Omit<FieldProps, 'name'> {
  readonly ids: FieldIds;
  readonly error: string | undefined;
  readonly children: ReactNode;
}

function Row({ label, hint, required = false, ids, error, children }: RowProps) {
  return (
    <div className="form-row">
      <label className={required ? 'form-label form-required' : 'form-label'} htmlFor={ids.control}>
        {label}
      </label>
      <div>
        {children}
        {error !== undefined && (
          <div className="field-error" id={ids.error} role="alert">
            {error}
          </div>
        )}
        {hint !== undefined && (
          <div className="form-hint" id={ids.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'url' | 'email' | 'password';
  readonly autoComplete?: string;
  readonly placeholder?: string;
}

export function TextField({
  name,
  type = 'text',
  autoComplete = 'off',
  placeholder,
  ...row
}: TextFieldProps) {
  const { register } = useFormContext();
  const { ids, error, aria } = useField(name, row.hint !== undefined);
  return (
    <Row {...row} ids={ids} error={error}>
      <input
        {...register(name)}
        {...aria}
        id={ids.control}
        type={type}
        className={error === undefined ? 'form-control' : 'form-control is-invalid'}
        placeholder={placeholder}
        autoComplete={autoComplete}
        spellCheck={false}
      />
    </Row>
  );
}

interface NumberFieldProps extends FieldProps {
  readonly min: number;
  readonly step: number;
  readonly placeholder: string;
  /** What an empty field stands for: the default (undefined), or an error (NaN). */
  readonly empty: undefined | number;
}

export function NumberField({ name, min, step, placeholder, empty, ...row }: NumberFieldProps) {
  const { register } = useFormContext();
  const { ids, error, aria } = useField(name, row.hint !== undefined);
  return (
    <Row {...row} ids={ids} error={error}>
      <input
        {...register(name, {
          setValueAs: (text: unknown) => (text === '' || text === undefined ? empty : Number(text)),
        })}
        {...aria}
        id={ids.control}
        type="number"
        inputMode="numeric"
        min={min}
        step={step}
        className={error === undefined ? 'form-control' : 'form-control is-invalid'}
        placeholder={placeholder}
      />
    </Row>
  );
}

interface TextAreaFieldProps extends FieldProps {
  readonly rows: number;
  readonly placeholder?: string;
}

export function TextAreaField({ name, rows, placeholder, ...row }: TextAreaFieldProps) {
  const { register } = useFormContext();
  const { ids, error, aria } = useField(name, row.hint !== undefined);
  return (
    <Row {...row} ids={ids} error={error}>
      <textarea
        {...register(name)}
        {...aria}
        id={ids.control}
        rows={rows}
        className={error === undefined ? 'form-control mono' : 'form-control mono is-invalid'}
        placeholder={placeholder}
        spellCheck={false}
      />
    </Row>
  );
}

export interface Choice {
  readonly value: string;
  readonly title: string;
}

interface SelectFieldProps extends FieldProps {
  readonly choices: readonly Choice[];
  /** From the option's value to the field's. */
  readonly read?: (value: string) => unknown;
}

export function SelectField({ name, choices, read, ...row }: SelectFieldProps) {
  const { ids, error, aria } = useField(name, row.hint !== undefined);
  const {
    field: { ref, value, onBlur, onChange },
  } = useController({ name });
  const current: unknown = value;
  return (
    <Row {...row} ids={ids} error={error}>
      <select
        {...aria}
        ref={ref}
        name={name}
        id={ids.control}
        className={error === undefined ? 'form-select' : 'form-select is-invalid'}
        value={typeof current === 'string' || typeof current === 'number' ? String(current) : ''}
        onBlur={onBlur}
        onChange={({ target }) => onChange(read === undefined ? target.value : read(target.value))}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.title}
          </option>
        ))}
      </select>
    </Row>
  );
}

/** A switch with its label beside it. */
export function CheckField({ name, label, hint }: FieldProps) {
  const { register } = useFormContext();
  const { ids, error, aria } = useField(name, hint !== undefined);
  return (
    <div className="form-row">
      <span />
      <div>
        <label className="form-check form-switch mb-0" htmlFor={ids.control}>
          <input
            {...register(name)}
            {...aria}
            id={ids.control}
            type="checkbox"
            className="form-check-input"
          />
          <span className="form-check-label">{label}</span>
        </label>
        {error !== undefined && (
          <div className="field-error" id={ids.error} role="alert">
            {error}
          </div>
        )}
        {hint !== undefined && (
          <div className="form-hint" id={ids.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
