'use client';

import { useState } from 'react';
import type { PlanAnswer } from '#server/domain/wire/plan.ts';
import { ObjectLink } from './object-link.tsx';
import { aroundObject } from './plan-words.ts';
import { keyOf } from './selection.ts';

/** Findings beyond this are shown when asked for. */
const FIRST = 4;

type Finding = Pick<
  PlanAnswer['findings'][number],
  'code' | 'kind' | 'namespace' | 'name' | 'field' | 'message'
>;

interface PlanFindingsProps {
  readonly findings: readonly Finding[];
  readonly onChoose: (key: string) => void;
}

/** Sentences about objects of a plan, each leading to its object. */
export function PlanFindings({ findings, onChoose }: PlanFindingsProps) {
  const [all, setAll] = useState(false);
  const shown = all ? findings : findings.slice(0, FIRST);
  const hidden = findings.length - shown.length;
  return (
    <>
      <ul className="plan-findings">
        {shown.map((finding) => {
          const [before, after] = aroundObject(finding.message, finding);
          return (
            <li key={`${finding.code} ${keyOf(finding)} ${finding.field} ${finding.message}`}>
              {before}
              <ObjectLink to={keyOf(finding)} onChoose={onChoose}>
                {finding.kind} {finding.name}
              </ObjectLink>
              {after}
              {finding.field !== '' && !finding.message.includes(finding.field) && (
                <>
                  {' '}
                  <code>{finding.field}</code>
                </>
              )}
            </li>
          );
        })}
      </ul>
      {hidden > 0 && (
        <button type="button" className="btn btn-sm" onClick={() => setAll(true)}>
          Show {hidden} more
        </button>
      )}
    </>
  );
}
