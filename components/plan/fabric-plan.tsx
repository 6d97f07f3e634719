'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useRef } from 'react';
import { asApiError } from '#components/api/as-api-error.ts';
import { useShownFabric } from '#components/fabric/fabric-context.ts';
import { Blank } from '#components/ui/blank.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { SelectionInput } from '#server/domain/wire/plan.ts';
import type { Address, ChangeAddress } from './address.ts';
import { Planning } from './planning.tsx';
import { useMakePlan, usePlan } from './plan-queries.ts';
import { PlanView } from './plan-view.tsx';

/** What a sync would do, in the address: `?plan=…&object=…&run=…`; `?now=1` asks for a plan as the page opens. */
export function FabricPlan() {
  const fabric = useShownFabric();
  const pathname = usePathname();
  const parameters = useSearchParams();
  const make = useMakePlan(fabric.id);
  const id = parameters.get('plan');
  const address = useCallback(
    (part: Partial<Address>, how: 'push' | 'replace' = 'replace') => {
      const next = new URLSearchParams(globalThis.location.search);
      for (const [name, value] of Object.entries(part)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      const query = next.size === 0 ? '' : `?${next}`;
      globalThis.history[`${how}State`](null, '', pathname + query);
    },
    [pathname],
  );
  const { mutate } = make;
  const plan = useCallback(
    (selection: SelectionInput | null) =>
      mutate(selection, {
        onSuccess: (made) => address({ plan: made.id, object: null, run: null, now: null }, 'push'),
        onError: () => address({ now: null }),
      }),
    [mutate, address],
  );
  // Asked for by the button of the fabric's page; once, however often the effect runs.
  const wanted = parameters.get('now') !== null;
  const asked = useRef(false);
  useEffect(() => {
    if (!wanted) asked.current = false;
    else if (!asked.current) {
      asked.current = true;
      plan(null);
    }
  }, [wanted, plan]);

  if (make.isPending) return <Planning selection={make.variables} />;
  const failure =
    make.error === null ? null : (
      <ErrorNotice error={make.error} what="No plan was made" onRetry={() => plan(make.variables ?? null)} />
    );
  if (id === null) {
    return (
      <>
        {failure}
        {failure === null && wanted ? (
          <Planning selection={null} />
        ) : (
          <NoPlan configured={fabric.calculated_sync_status !== 'not_configured'} onPlan={() => plan(null)} />
        )}
      </>
    );
  }
  return (
    <>
      {failure}
      <KeptPlan key={id} id={id} onPlan={plan} onAddress={address} />
    </>
  );
}

function NoPlan({ configured, onPlan }: { readonly configured: boolean; readonly onPlan: () => void }) {
  return (
    <div className="card">
      <Blank icon="file-compare" title="See what a sync would do">
        <p>
          A plan compares the desired state with the cluster: every field that would change, and what that
          means on the network. Nothing is written.
        </p>
        {configured ? (
          <BusyButton className="btn btn-primary" icon="file-compare" onClick={onPlan}>
            Make a plan
          </BusyButton>
        ) : (
          <p>Configure the cluster first: there is nothing to compare with.</p>
        )}
      </Blank>
    </div>
  );
}

interface KeptPlanProps {
  readonly id: string;
  readonly onPlan: (selection: SelectionInput | null) => void;
  readonly onAddress: ChangeAddress;
}

function KeptPlan({ id, onPlan, onAddress }: KeptPlanProps) {
  const fabric = useShownFabric();
  const query = usePlan(fabric.id, id);
  const parameters = useSearchParams();
  if (query.data !== undefined) {
    return (
      <PlanView
        plan={query.data}
        object={parameters.get('object')}
        run={parameters.get('run')}
        onPlan={onPlan}
        onAddress={onAddress}
      />
    );
  }
  if (query.error === null) return <Skeleton lines={9} label="Loading the plan" />;
  const { status } = asApiError(query.error);
  if (status === 404 || status === 400 || status === 422) {
    return (
      <div className="card">
        <Blank icon="timer-sand-complete" title="This plan is gone">
          <p>
            Plans are kept for an hour, and a fabric keeps only the newest ones. What it showed may have
            changed.
          </p>
          <BusyButton className="btn btn-primary" icon="file-compare" onClick={() => onPlan(null)}>
            Plan again
          </BusyButton>
        </Blank>
      </div>
    );
  }
  return (
    <ErrorNotice error={query.error} what="Could not read the plan" onRetry={() => void query.refetch()} />
  );
}
