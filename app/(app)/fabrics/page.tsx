import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { FabricList } from '#components/fabric/fabric-list.tsx';

export const metadata: Metadata = { title: 'Fabrics' };

export default async function Page() {
  await requireSession(paths.fabrics());
  return <FabricList />;
}
