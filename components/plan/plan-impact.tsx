'use client';

import { useState } from 'react';
import { Card } from '#components/ui/card.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { ImpactStatement, PlanAnswer } from '#server/domain/wire/plan.ts';
import { ObjectLink } from './object-link.tsx';

/** Sentences beyond this are shown when asked for. */
const FIRST = 12;

const EFFECTS: Record<
  ImpactStatement['effect'],
  { readonly icon: string; readonly tone: string; readonly text: string }
> = {
  loses: { icon: 'arrow-down-bold-circle-outline', tone: 'bad', text: 'Loses' },
  changes: { icon: 'swap-horizontal-circle-outline', tone: 'caution', text: 'Changes' },
  gains: { icon: 'arrow-up-bold-circle-outline', tone: 'good', text: 'Gains' },
};

interface PlanImpactProps {
  readonly plan: PlanAnswer;
  readonly onChoose: (key: string) => void;
}

/** What the plan means for servers, VPCs and switches, the most severe first, each with the objects that cause it. */
export function PlanImpact({ plan, onChoose }: PlanImpactProps) {
  const [all, setAll] = useState(false);
  const shown = all ? plan.impact : plan.impact.slice(0, FIRST);
  const hidden = plan.impact.length - shown.length;
  return (
    <Card title="What it means on the network">
      {plan.impact.length === 0 ? (
        <p className="card-body text-muted mb-0">
          Nothing that servers, VPCs or switches would notice follows from these changes.
        </p>
      ) : (
        <ul className="impact">
          {shown.map((statement) => (
            <Statement key={statement.text} statement={statement} onChoose={onChoose} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <div className="impact-more">
          <button type="button" className="btn btn-sm" onClick={() => setAll(true)}>
            Show {hidden} more
          </button>
        </div>
      )}
    </Card>
  );
}

const CAUSES_LISTED = 3;

function Statement({
  statement,
  onChoose,
}: {
  readonly statement: ImpactStatement;
  readonly onChoose: (key: string) => void;
}) {
  const { icon, tone, text } = EFFECTS[statement.effect];
  const more = statement.causes.length - CAUSES_LISTED;
  return (
    <li>
      <span className="plan-mark" data-tone={tone}>
        <Icon name={icon} />
        <span className="visually-hidden">{text}:</span>
      </span>
      <div>
        <div className="name">{statement.text}</div>
        <div className="impact-causes">
          <span className="text-muted">by</span>
          {statement.causes.slice(0, CAUSES_LISTED).map((cause) => {
            const [kind = '', , name = ''] = cause.split('/');
            return (
              <ObjectLink key={cause} to={cause} onChoose={onChoose}>
                {kind} {name}
              </ObjectLink>
            );
          })}
          {more > 0 && <span className="text-muted">and {more} more</span>}
        </div>
      </div>
    </li>
  );
}
