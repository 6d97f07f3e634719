import type { Choice } from './fields.tsx';
import type { ListControl } from './use-list-state.ts';

interface FilterSelectProps {
  readonly name: string;
  readonly label: string;
  /** What no choice means: "All kinds". */
  readonly all: string;
  readonly choices: readonly Choice[];
  readonly control: ListControl;
}

export function FilterSelect({
  name,
  label,
  all,
  choices,
  control: { state, setFilter },
}: FilterSelectProps) {
  const value = state.filters[name] ?? '';
  const known = value === '' || choices.some((choice) => choice.value === value);
  return (
    <select
      className="form-select form-select-sm"
      aria-label={label}
      value={value}
      onChange={({ target }) => setFilter(name, target.value)}
    >
      <option value="">{all}</option>
      {!known && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.title}
        </option>
      ))}
    </select>
  );
}
