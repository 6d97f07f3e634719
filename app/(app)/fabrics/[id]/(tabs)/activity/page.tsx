import type { Metadata } from 'next';
import { FabricActivity } from '#components/fabric/fabric-tabs.tsx';

export const metadata: Metadata = { title: 'Activity' };

export default function Page() {
  return <FabricActivity />;
}
