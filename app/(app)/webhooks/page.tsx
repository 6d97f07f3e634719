import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { WebhookPage } from '#components/webhook/webhook-page.tsx';

export const metadata: Metadata = { title: 'Webhooks and e-mail' };

export default async function Page() {
  await requireSession(paths.webhooks());
  return <WebhookPage />;
}
