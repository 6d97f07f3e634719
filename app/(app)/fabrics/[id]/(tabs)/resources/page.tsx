import type { Metadata } from 'next';
import { FabricResources } from '#components/fabric/fabric-tabs.tsx';

export const metadata: Metadata = { title: 'Resources' };

export default function Page() {
  return <FabricResources />;
}
