import type { Metadata } from 'next';
import { FabricPlan } from '#components/plan/fabric-plan.tsx';

export const metadata: Metadata = { title: 'Plan' };

export default function Page() {
  return <FabricPlan />;
}
