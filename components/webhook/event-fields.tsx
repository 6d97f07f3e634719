'use client';

import { useController } from 'react-hook-form';
import { WEBHOOK_EVENTS, type WebhookEvent } from '#server/domain/words.ts';
import { EVENT_WORDS } from './webhook-words.ts';

/** What is told: a box for each. */
export function EventFields() {
  const { field, fieldState } = useController({ name: 'events' });
  const chosen = (field.value ?? []) as readonly WebhookEvent[];
  const toggle = (event: WebhookEvent) =>
    field.onChange(
      WEBHOOK_EVENTS.filter((one) => (one === event ? !chosen.includes(one) : chosen.includes(one))),
    );
  return (
    <fieldset className="form-row" aria-label="What is sent">
      <span className="form-label">What is sent</span>
      <div>
        {WEBHOOK_EVENTS.map((event) => (
          <label className="form-check" key={event}>
            <input
              type="checkbox"
              className="form-check-input"
              checked={chosen.includes(event)}
              onChange={() => toggle(event)}
            />
            <span className="form-check-label">{EVENT_WORDS[event]}</span>
          </label>
        ))}
        {fieldState.error !== undefined && (
          <div className="field-error" role="alert">
            {fieldState.error.message ?? 'Choose at least one'}
          </div>
        )}
      </div>
    </fieldset>
  );
}
