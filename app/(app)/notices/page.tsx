import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { NoticePage } from '#components/notice/notice-page.tsx';

export const metadata: Metadata = { title: 'Notices' };

export default async function Page() {
  await requireSession(paths.notices());
  return <NoticePage />;
}
