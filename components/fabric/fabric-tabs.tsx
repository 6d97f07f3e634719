'use client';

import { ActivityView } from '#components/activity/activity-view.tsx';
import { ResourceList } from '#components/resource/resource-list.tsx';
import { RunList } from '#components/run/run-list.tsx';
import { useShownFabric } from './fabric-context.ts';

/** The lists under a fabric's tabs. */

export function FabricResources() {
  const fabric = useShownFabric();
  return <ResourceList fabricId={fabric.id} kinds={Object.keys(fabric.counts_by_kind).sort()} />;
}

export function FabricRuns() {
  return <RunList fabricId={useShownFabric().id} />;
}

export function FabricActivity() {
  return <ActivityView fabricId={useShownFabric().id} />;
}
