import type { Metadata } from 'next';
import { FabricOverview } from '#components/fabric/fabric-overview.tsx';

export const metadata: Metadata = { title: 'Fabric' };

export default function Page() {
  return <FabricOverview />;
}
