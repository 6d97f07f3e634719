'use client';

import { useRef, useState } from 'react';
import { useRights } from '#components/session/use-rights.ts';
import { shortCommit } from '#components/fabric/short-commit.ts';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { useNow } from '#components/time/use-now.ts';
import { Blank } from '#components/ui/blank.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { PlanAnswer, SelectionInput } from '#server/domain/wire/plan.ts';
import type { ChangeAddress } from './address.ts';
import { AppliedRun } from './applied-run.tsx';
import { PlanFooter } from './plan-footer.tsx';
import { PlanImpact } from './plan-impact.tsx';
import { PlanMessages } from './plan-messages.tsx';
import { PlanObject } from './plan-object.tsx';
import { PlanTree } from './plan-tree.tsx';
import { nothingToDo } from './plan-words.ts';
import { usePlanItem } from './plan-queries.ts';
import { keyOf, selectionWords } from './selection.ts';

/** As plan.css has it. */
const ONE_COLUMN = '(max-width: 991px)';

interface PlanViewProps {
  readonly plan: PlanAnswer;
  /** Key of the object whose changes are shown. */
  readonly object: string | null;
  /** Task id of the run that applies the plan. */
  readonly run: string | null;
  readonly onPlan: (selection: SelectionInput | null) => void;
  readonly onAddress: ChangeAddress;
}

/** A plan: what stands against it, its objects, what it means, and the way to apply it. */
export function PlanView({ plan, object, run, onPlan, onAddress }: PlanViewProps) {
  const { canOperate } = useRights(plan.fabric_id);
  const now = useNow();
  const [selecting, setSelecting] = useState(false);
  const details = useRef<HTMLDivElement>(null);
  const expired = now > Date.parse(plan.expires_at);
  const [first] = plan.items;
  const shown = object ?? (first === undefined ? null : keyOf(first));
  const item = usePlanItem(plan, shown);
  const choose = (key: string): void => {
    onAddress({ object: key }, 'push');
    // Where there is one column, the object stands below the tree.
    if (globalThis.matchMedia(ONE_COLUMN).matches) details.current?.scrollIntoView({ block: 'start' });
  };
  const again = () => onPlan(plan.selection);
  const blank = nothingToDo(plan);
  return (
    <div className="plan">
      <PlanHead plan={plan} onAgain={again} selecting={selecting} onSelecting={setSelecting} />
      {run !== null && <AppliedRun id={run} onAgain={again} />}
      <PlanMessages plan={plan} expired={expired} onAgain={again} onChoose={choose} />
      {!plan.pending && plan.items_total > 0 && (
        <Notice tone="info">
          <strong>{blank.title}</strong>: {blank.text}
        </Notice>
      )}
      {!plan.pending && plan.items_total === 0 && (
        <div className="card mb-3">
          <Blank icon="check-circle-outline" title={blank.title}>
            <p>{blank.text}</p>
          </Blank>
        </div>
      )}
      {plan.items_total > 0 && (
        <div className="plan-columns">
          <PlanTree plan={plan} chosen={shown} selecting={selecting} onChoose={choose} onPlan={onPlan} />
          <div className="plan-details" ref={details}>
            {item !== undefined && <PlanObject key={keyOf(item)} item={item} />}
            {plan.pending && <PlanImpact plan={plan} onChoose={choose} />}
          </div>
        </div>
      )}
      {run === null && (
        <PlanFooter
          plan={plan}
          expired={expired}
          canOperate={canOperate}
          onApplied={(taskId) => onAddress({ run: taskId }, 'replace')}
        />
      )}
    </div>
  );
}

interface PlanHeadProps {
  readonly plan: PlanAnswer;
  readonly selecting: boolean;
  readonly onAgain: () => void;
  readonly onSelecting: (selecting: boolean) => void;
}

function PlanHead({ plan, selecting, onAgain, onSelecting }: PlanHeadProps) {
  const selective = plan.selection !== null;
  return (
    <div className="plan-head">
      <p>
        Planned <RelativeTime at={plan.created_at} /> by {plan.created_by} from{' '}
        {plan.commit === null ? (
          'the inventory'
        ) : (
          <>
            commit <code title={plan.commit}>{shortCommit(plan.commit)}</code>
          </>
        )}
        {plan.selection !== null && (
          <>
            {' '}
            <Tag icon="filter-outline" tone="caution">
              Selective
            </Tag>{' '}
            only {selectionWords(plan.selection)}
          </>
        )}
        {plan.force && (
          <>
            {' '}
            <Tag icon="sync-circle">Applies all again</Tag>
          </>
        )}
      </p>
      <div className="plan-head-actions">
        {plan.items_total > 0 && (
          <button
            type="button"
            className="btn btn-sm"
            aria-pressed={selecting}
            onClick={() => onSelecting(!selecting)}
          >
            {selecting ? 'Stop selecting' : 'Select objects'}
          </button>
        )}
        <BusyButton className="btn btn-sm" icon="refresh" onClick={onAgain}>
          {selective ? 'Plan the same again' : 'Plan again'}
        </BusyButton>
      </div>
    </div>
  );
}
