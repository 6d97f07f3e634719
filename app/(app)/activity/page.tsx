import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { ActivityView } from '#components/activity/activity-view.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';

export const metadata: Metadata = { title: 'Activity' };

export default async function Page() {
  await requireSession(paths.activity());
  return (
    <>
      <PageHeader title="Activity" />
      <ActivityView />
    </>
  );
}
