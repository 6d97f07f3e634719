'use client';

import { useState } from 'react';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { PlanAnswer } from '#server/domain/wire/plan.ts';
import { keyOf } from './selection.ts';

/** Findings beyond this are shown when asked for. */
const FIRST = 4;

type Finding = PlanAnswer['findings'][number];

const TITLES: Record<'conflict' | 'note', (count: number) => string> = {
  conflict: (count) => `${count} ${count === 1 ? 'conflict' : 'conflicts'}: left alone`,
  note: (count) => `${count} ${count === 1 ? 'note' : 'notes'} on objects`,
};
const TONES = { conflict: 'caution', note: 'info' } as const;
/** Told by the footer, which asks for consent. */
const CONSENT = 'SYNC_MASS_PRUNE_REFUSED';

interface PlanMessagesProps {
  readonly plan: PlanAnswer;
  readonly expired: boolean;
  readonly onAgain: () => void;
  readonly onChoose: (key: string) => void;
}

/** What stands against a plan and what it does not know, above everything else. */
export function PlanMessages({ plan, expired, onAgain, onChoose }: PlanMessagesProps) {
  const blocked = plan.blocked_by?.code === CONSENT ? null : plan.blocked_by;
  const refusals = plan.findings.filter(({ severity }) => severity === 'refusal');
  return (
    <>
      {expired && (
        <Notice tone="caution">
          <strong>This plan is over an hour old and is not kept any more.</strong> Make a new one before
          anything is applied.
          <div className="notice-actions">
            <BusyButton className="btn btn-sm" icon="refresh" onClick={onAgain}>
              Plan again
            </BusyButton>
          </div>
        </Notice>
      )}
      {blocked !== null && (
        <Notice tone="bad">
          {refusals.length === 0 ? (
            <strong>This plan cannot be applied: {blocked.message}</strong>
          ) : (
            <>
              <strong>
                This plan cannot be applied:{' '}
                {refusals.length === 1 ? 'one object stands' : `${refusals.length} objects stand`} against it
              </strong>
              <Findings findings={refusals} onChoose={onChoose} />
            </>
          )}
          <div>
            {blocked.advice} <code>{blocked.code}</code>
          </div>
        </Notice>
      )}
      {(['conflict', 'note'] as const).map((severity) => {
        const findings = plan.findings.filter((each) => each.severity === severity);
        if (findings.length === 0) return null;
        return (
          <Notice key={severity} tone={TONES[severity]}>
            <strong>{TITLES[severity](findings.length)}</strong>
            <Findings findings={findings} onChoose={onChoose} />
          </Notice>
        );
      })}
      {plan.notes.length > 0 && (
        <Notice tone="info">
          {plan.notes.map((note) => (
            <div key={note}>{note}</div>
          ))}
        </Notice>
      )}
    </>
  );
}

function Findings({
  findings,
  onChoose,
}: {
  readonly findings: readonly Finding[];
  readonly onChoose: (key: string) => void;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? findings : findings.slice(0, FIRST);
  const hidden = findings.length - shown.length;
  return (
    <>
      <ul className="plan-findings">
        {shown.map((finding) => (
          <li key={`${finding.code} ${keyOf(finding)} ${finding.field} ${finding.message}`}>
            <button type="button" className="btn-plain" onClick={() => onChoose(keyOf(finding))}>
              {finding.kind} {finding.name}
            </button>
            : {finding.message}
            {finding.field !== '' && !finding.message.includes(finding.field) && (
              <>
                {' '}
                <code>{finding.field}</code>
              </>
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className="btn btn-sm" onClick={() => setAll(true)}>
          Show {hidden} more
        </button>
      )}
    </>
  );
}
