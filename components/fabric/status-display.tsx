'use client';

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

/** The state with what explains it: pill, details (wide screens), and the line that says why (always). */
export function StatusDisplay({ fabric, details = true, onPress }: StatusDisplayProps) {
  const now = useNow();
  const clock = overdueClock(fabric, now);
  return (
    <div className="fabric-status-display">
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
