import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { routeId } from '#app/route-id.ts';
import { requireSession } from '#app/session.ts';
import { EditRepository } from '#components/repository/edit-repository.tsx';

export const metadata: Metadata = { title: 'Edit Git repository' };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const id = routeId((await params).id);
  await requireSession(paths.editRepository(id));
  return <EditRepository id={id} />;
}
