'use client';

import { paths } from '#app/paths.ts';
import { useShownFabric } from '#components/fabric/fabric-context.ts';
import { useRights } from '#components/session/use-rights.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Link } from '#components/ui/link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { PlanAnswer } from '#server/domain/wire/plan.ts';
import { PlanFindings } from './plan-findings.tsx';
import { CONSENT, takenOver } from './plan-words.ts';

interface PlanMessagesProps {
  readonly plan: PlanAnswer;
  readonly expired: boolean;
  readonly onAgain: () => void;
  readonly onChoose: (key: string) => void;
}

/** What stands against a plan and what it does not know, above everything else. */
export function PlanMessages({ plan, expired, onAgain, onChoose }: PlanMessagesProps) {
  const of = (severity: string) => plan.findings.filter((finding) => finding.severity === severity);
  const conflicts = of('conflict');
  const notes = of('note');
  const taken = takenOver(plan.items);
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
      <Blocked plan={plan} onChoose={onChoose} />
      {conflicts.length > 0 && (
        <Notice tone="caution">
          <strong>
            {conflicts.length === 1 ? '1 conflict: left alone' : `${conflicts.length} conflicts: left alone`}
          </strong>
          <PlanFindings findings={conflicts} onChoose={onChoose} />
          <div>
            A run writes the rest and then fails with <code>K8S_CONFLICT</code>. Have the owner give up the
            field, take its value into the desired state, or let the desired state win.
          </div>
          <Policies text="Change the conflict policy" />
        </Notice>
      )}
      {taken.length > 0 && (
        <Notice tone="caution">
          <strong>Fields of other managers are taken over</strong>: the desired state of this fabric wins.
          <PlanFindings findings={taken} onChoose={onChoose} />
          {plan.items.length < plan.items_total && (
            <div>
              Of the first {plan.items.length} of {plan.items_total} objects; the others say it themselves.
            </div>
          )}
        </Notice>
      )}
      {notes.length > 0 && (
        <Notice tone="info">
          <strong>{notes.length === 1 ? '1 note on objects' : `${notes.length} notes on objects`}</strong>
          <PlanFindings findings={notes} onChoose={onChoose} />
        </Notice>
      )}
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

/** What ends a run of this plan before its first write. */
function Blocked({ plan, onChoose }: Pick<PlanMessagesProps, 'plan' | 'onChoose'>) {
  const { allow_replace: allowed } = useShownFabric();
  const { blocked_by: blocked } = plan;
  if (blocked === null) return null;
  if (blocked.code === CONSENT) {
    return (
      <Notice tone="caution">
        <strong>This plan deletes more than a run may without a person’s consent.</strong>
        <div>
          {blocked.message}. An empty directory or a wrong branch looks the same: check the source first.
          Applying asks for the consent.
        </div>
      </Notice>
    );
  }
  const refusals = plan.findings.filter(({ severity }) => severity === 'refusal');
  const immutable = refusals.some(({ code }) => code === 'immutable_field');
  return (
    <Notice tone="bad">
      {refusals.length === 0 ? (
        <strong>This plan cannot be applied: {blocked.message}</strong>
      ) : (
        <>
          <strong>
            This plan cannot be applied:{' '}
            {refusals.length === 1 ? 'one object stands' : `${refusals.length} objects stand`} against it
          </strong>
          <PlanFindings findings={refusals} onChoose={onChoose} />
        </>
      )}
      <div>
        {blocked.advice} <code>{blocked.code}</code>
      </div>
      {immutable && !allowed && <Policies text="Allow this fabric to replace objects" />}
    </Notice>
  );
}

/** The way to the fabric's settings, for those who may change them. */
function Policies({ text }: { readonly text: string }) {
  const { id } = useShownFabric();
  const { canOperate } = useRights(id);
  if (!canOperate) return null;
  return (
    <div className="notice-actions">
      <Link className="btn btn-sm" href={paths.editFabric(id)}>
        {text}
      </Link>
    </div>
  );
}
