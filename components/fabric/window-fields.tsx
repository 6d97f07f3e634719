'use client';

import { useState } from 'react';
import { useController } from 'react-hook-form';
import { Icon } from '#components/ui/icon.tsx';
import { WEEKDAYS, type SyncWindow } from '#server/domain/window/sync-window.ts';
import { DAY_WORDS } from './window-words.ts';

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** When automatic runs may start: a line for each window. */
export function WindowFields() {
  const { field, fieldState } = useController({ name: 'sync_windows' });
  const [zones] = useState(() => ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  const windows = (field.value ?? []) as readonly SyncWindow[];
  const change = (next: readonly SyncWindow[]) => field.onChange(next);
  const add = () =>
    change([
      ...windows,
      { kind: 'block', days: [...WEEKDAYS], start: '08:00', end: '18:00', time_zone: here() },
    ]);
  const faults = messagesOf(fieldState.error);
  return (
    <div className="form-row">
      <span className="form-label">Sync windows</span>
      <div>
        {windows.map((window, index) => (
          <WindowRow
            // Lines have no id of their own, and none is moved.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            number={index + 1}
            window={window}
            onChange={(next) => change(windows.map((one, at) => (at === index ? next : one)))}
            onRemove={() => change(windows.filter((_, at) => at !== index))}
          />
        ))}
        <datalist id="time-zones">
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </datalist>
        <button type="button" className="btn btn-sm" onClick={add}>
          <Icon name="plus" />
          Add a window
        </button>
        {faults.map((fault) => (
          <div className="field-error" role="alert" key={fault}>
            {fault}
          </div>
        ))}
        <div className="form-hint">
          Automatic runs start inside an allowed time, if there is one, and never inside a blocked one. Times
          are those of the clocks of the zone, also when they change; an end before the start is on the next
          day. A run that is under way goes on; Sync Now asks for a reason.
        </div>
      </div>
    </div>
  );
}

interface WindowRowProps {
  readonly number: number;
  readonly window: SyncWindow;
  readonly onChange: (next: SyncWindow) => void;
  readonly onRemove: () => void;
}

function WindowRow({ number, window, onChange, onRemove }: WindowRowProps) {
  const toggle = (day: SyncWindow['days'][number]) =>
    onChange({
      ...window,
      days: WEEKDAYS.filter((one) => (one === day ? !window.days.includes(one) : window.days.includes(one))),
    });
  return (
    <fieldset className="window-row">
      <legend className="visually-hidden">Window {number}</legend>
      <select
        className="form-select form-select-sm"
        aria-label={`Window ${number}: kind`}
        value={window.kind}
        onChange={({ target }) => onChange({ ...window, kind: target.value === 'allow' ? 'allow' : 'block' })}
      >
        <option value="block">Block</option>
        <option value="allow">Allow</option>
      </select>
      <fieldset className="window-days" aria-label={`Window ${number}: days`}>
        {WEEKDAYS.map((day) => (
          <button
            key={day}
            type="button"
            className="btn btn-sm"
            aria-pressed={window.days.includes(day)}
            onClick={() => toggle(day)}
          >
            {DAY_WORDS[day]}
          </button>
        ))}
      </fieldset>
      <div className="window-times">
        <input
          type="time"
          className="form-control form-control-sm"
          aria-label={`Window ${number}: from`}
          value={window.start}
          onChange={({ target }) => onChange({ ...window, start: target.value })}
        />
        <span>to</span>
        <input
          type="time"
          className="form-control form-control-sm"
          aria-label={`Window ${number}: to`}
          value={window.end}
          onChange={({ target }) => onChange({ ...window, end: target.value })}
        />
      </div>
      <input
        className="form-control form-control-sm"
        aria-label={`Window ${number}: time zone`}
        list="time-zones"
        autoComplete="off"
        spellCheck={false}
        value={window.time_zone}
        onChange={({ target }) => onChange({ ...window, time_zone: target.value })}
      />
      <button
        type="button"
        className="btn btn-sm btn-icon"
        aria-label={`Remove window ${number}`}
        onClick={onRemove}
      >
        <Icon name="trash-can-outline" />
      </button>
    </fieldset>
  );
}

/** Every sentence in what the form says is wrong, however deep it stands. */
function messagesOf(error: unknown): string[] {
  const found = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'message' && typeof inner === 'string' && inner !== '') found.add(inner);
      else if (key !== 'ref') visit(inner, depth + 1);
    }
  };
  visit(error, 0);
  return [...found];
}
