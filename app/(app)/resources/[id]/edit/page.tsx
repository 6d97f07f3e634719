import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { routeId } from '#app/route-id.ts';
import { requireSession } from '#app/session.ts';
import { EditResource } from '#components/inventory/resource-form-page.tsx';

export const metadata: Metadata = { title: 'Edit resource' };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const id = routeId((await params).id);
  await requireSession(paths.editResource(id));
  return <EditResource id={id} />;
}
