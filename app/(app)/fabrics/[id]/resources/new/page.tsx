import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { routeId } from '#app/route-id.ts';
import { requireSession } from '#app/session.ts';
import { NewResource } from '#components/inventory/resource-form-page.tsx';

export const metadata: Metadata = { title: 'Add resource' };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const id = routeId((await params).id);
  await requireSession(paths.newResource(id));
  return <NewResource fabricId={id} />;
}
