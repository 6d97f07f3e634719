import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { routeId } from '#app/route-id.ts';
import { requireSession } from '#app/session.ts';
import { FabricRuns } from '#components/fabric/fabric-tabs.tsx';

export const metadata: Metadata = { title: 'Runs' };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const id = routeId((await params).id);
  await requireSession(paths.fabricTab(id, 'runs'));
  return <FabricRuns />;
}
