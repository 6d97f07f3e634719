'use client';

import { useState } from 'react';
import { useShownFabric } from '#components/fabric/fabric-context.ts';
import { isWindowClosed, OverrideDialog } from '#components/fabric/override-dialog.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import type { PlanAnswer } from '#server/domain/wire/plan.ts';
import { ConfirmDeletion } from './confirm-deletion.tsx';
import { useApplyPlan } from './plan-queries.ts';
import { CONSENT } from './plan-words.ts';

interface PlanFooterProps {
  readonly plan: PlanAnswer;
  readonly expired: boolean;
  readonly canOperate: boolean;
  /** With the task id of the run. */
  readonly onApplied: (taskId: string) => void;
}

/** The counts and the button, always in view; asks first where something is deleted. */
export function PlanFooter({ plan, expired, canOperate, onApplied }: PlanFooterProps) {
  const fabric = useShownFabric();
  const apply = useApplyPlan(plan.fabric_id, onApplied);
  const [asking, setAsking] = useState(false);
  const asks = plan.counts.delete + plan.counts.replace > 0 || plan.needs_confirm_prune;
  const why = whyNot({ plan, expired, canOperate, fabric });
  const hint = fabric.sync_blocked === null ? null : 'The sync windows are closed: this asks for a reason';
  const start = () =>
    apply.mutate(
      { id: plan.id, confirmPrune: plan.needs_confirm_prune },
      // One question at a time: the next one asks for a reason.
      { onError: (error) => isWindowClosed(error) && setAsking(false) },
    );
  return (
    <div className="plan-footer">
      <OverrideDialog fabricName={fabric.name} start={apply} verb="Apply" />
      {apply.error !== null && !asking && !isWindowClosed(apply.error) && (
        <ErrorNotice error={apply.error} what="The plan was not applied" onDismiss={apply.reset} />
      )}
      <div className="plan-footer-row">
        <div>
          <strong>{plan.summary}</strong>
          {(why ?? hint) !== null && <div className="text-muted">{why ?? hint}</div>}
        </div>
        <BusyButton
          className="btn btn-primary"
          icon="check-all"
          busy={apply.isPending}
          disabled={why !== null}
          onClick={() => (asks ? setAsking(true) : start())}
        >
          Apply this plan
        </BusyButton>
      </div>
      {asking && (
        <ConfirmDeletion
          plan={plan}
          busy={apply.isPending}
          error={apply.error}
          onConfirm={start}
          onClose={() => {
            setAsking(false);
            apply.reset();
          }}
        />
      )}
    </div>
  );
}

/** Why the button does nothing; null = it does. */
function whyNot({
  plan,
  expired,
  canOperate,
  fabric,
}: Pick<PlanFooterProps, 'plan' | 'expired' | 'canOperate'> & { readonly fabric: Fabric }): string | null {
  if (!plan.pending) return 'Nothing to apply';
  if (!canOperate) return 'You may look, not apply: applying needs the right to operate';
  if (expired) return 'This plan is too old to be applied';
  if (plan.blocked_by !== null && plan.blocked_by.code !== CONSENT) return 'See above what stands against it';
  if (fabric.calculated_sync_status === 'syncing') return 'A run is under way; wait for its end';
  if (fabric.calculated_sync_status === 'disabled') return 'Synchronization is disabled: enable it first';
  return null;
}
