import type { Metadata } from 'next';
import { FabricRuns } from '#components/fabric/fabric-tabs.tsx';

export const metadata: Metadata = { title: 'Runs' };

export default function Page() {
  return <FabricRuns />;
}
