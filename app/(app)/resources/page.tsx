import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { ResourceList } from '#components/resource/resource-list.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { KIND_NAMES } from '#server/domain/hedgehog/kinds.ts';

export const metadata: Metadata = { title: 'Resources' };

export default async function Page() {
  await requireSession(paths.resources());
  return (
    <>
      <PageHeader title="Resources" />
      <ResourceList kinds={KIND_NAMES} />
    </>
  );
}
