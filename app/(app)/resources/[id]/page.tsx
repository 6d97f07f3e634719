import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { routeId } from '#app/route-id.ts';
import { requireSession } from '#app/session.ts';
import { ResourcePage } from '#components/resource/resource-page.tsx';

export const metadata: Metadata = { title: 'Resource' };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const id = routeId((await params).id);
  await requireSession(paths.resource(id));
  return <ResourcePage id={id} />;
}
