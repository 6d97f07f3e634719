'use client';

import { useEffect, useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import { selectionWords } from './selection.ts';

/** What a plan does, in order; the server tells only the end. */
const STEPS = ['Fetch the desired state and check it', 'Read the cluster', 'Compare field by field'];
const SLOW_SECONDS = 15;

/** While a plan is made: what happens, for how long already, and that nothing is written. */
export function Planning({ selection }: { readonly selection: SelectionInput | null }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const what = selection === null ? 'Making a plan' : `Making a plan of ${selectionWords(selection)}`;
  return (
    <section className="card planning" aria-label="A plan is being made" aria-busy="true">
      <Icon name="loading mdi-spin" />
      {/* Said once: the seconds beside it would be read aloud each time. */}
      <div aria-live="polite">
        <h2>{what}</h2>
      </div>
      <p className="text-muted">
        <span aria-hidden="true">{seconds} s · </span>
        {seconds < SLOW_SECONDS
          ? 'usually a few seconds; nothing is written'
          : 'this takes longer than usual: the Git host or the cluster answers slowly'}
      </p>
      <ol>
        {STEPS.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
