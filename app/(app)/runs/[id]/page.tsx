import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { RunPage } from '#components/run/run-page.tsx';

export const metadata: Metadata = { title: 'Run' };

/** A run is known by its number or its task id. */
const RUN_PATTERN = /^[\w-]{1,120}$/;

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const { id } = await params;
  if (!RUN_PATTERN.test(id)) notFound();
  await requireSession(paths.run(id));
  return <RunPage id={id} />;
}
