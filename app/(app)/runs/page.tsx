import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { RunList } from '#components/run/run-list.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';

export const metadata: Metadata = { title: 'Runs' };

export default async function Page() {
  await requireSession(paths.runs());
  return (
    <>
      <PageHeader title="Runs" />
      <RunList />
    </>
  );
}
