'use client';

import { useState } from 'react';
import { useNow } from '#components/time/use-now.ts';
import { relativeWords, sinceWords } from '#components/time/time-words.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { overdueClock, tickOverdue } from './overdue.ts';
import { StatusIndicator } from './status-indicator.tsx';

interface StatusDisplayProps {
  readonly fabric: Fabric;
  /** Lists have columns of their own for what the details say. */
  readonly details?: boolean;
  readonly onPress?: (() => void) | undefined;
}

/** The state with what explains it: pill, details (wide screens), the line that says why (always). A change glows once. */
export function StatusDisplay({ fabric, details = true, onPress }: StatusDisplayProps) {
  const now = useNow();
  const clock = overdueClock(fabric, now);
  const state = fabric.calculated_sync_status;
  const [seen, setSeen] = useState(state);
  const [changed, setChanged] = useState(false);
  if (state !== seen) {
    setSeen(state);
    setChanged(true);
  }
  return (
    <div
      className={changed ? 'fabric-status-display glow' : 'fabric-status-display'}
      onAnimationEnd={() => setChanged(false)}
    >
      <StatusIndicator fabric={fabric} onPress={onPress} />
      {details && <div className="status-details">{detailWords(fabric, now, clock)}</div>}
      <div className="status-why">{tickOverdue(fabric.why, clock)}</div>
    </div>
  );
}

/** The state's message; ages in it are those of this second. */
function detailWords(fabric: Fabric, now: number, clock: string | undefined): string {
  const { calculated_sync_status: state, last_sync: last, next_sync: next } = fabric;
  if (last === null || (state !== 'in_sync' && state !== 'out_of_sync')) return fabric.message;
  const since = `Last sync: ${sinceWords(Date.parse(last), now)}`;
  if (clock !== undefined) return `${since} (overdue by ${clock})`;
  if (next === null) return since;
  return `${since} · next ${Date.parse(next) <= now ? 'now' : relativeWords(Date.parse(next), now)}`;
}
