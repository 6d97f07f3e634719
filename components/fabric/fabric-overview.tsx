'use client';

import { GitCard } from './git-card.tsx';
import { DoctorCard } from './doctor-card.tsx';
import { useShownFabric } from './fabric-context.ts';
import { HopsCard } from './hops-card.tsx';
import { KindsCard } from './kinds-card.tsx';
import { KubernetesCard } from './kubernetes-card.tsx';
import { RecentRunsCard } from './recent-runs-card.tsx';
import { ScheduleCard } from './schedule-card.tsx';

/** The first tab of a fabric. */
export function FabricOverview() {
  const fabric = useShownFabric();
  return (
    <>
      <HopsCard fabric={fabric} />
      <div className="columns mt-3">
        <div className="column">
          <KubernetesCard fabric={fabric} />
          <DoctorCard fabricId={fabric.id} />
          <ScheduleCard fabric={fabric} />
        </div>
        <div className="column">
          <KindsCard fabric={fabric} />
          <RecentRunsCard fabric={fabric} />
          <GitCard fabric={fabric} />
        </div>
      </div>
    </>
  );
}
