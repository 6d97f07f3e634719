'use client';

import { ErrorNotice } from '#components/ui/error-notice.tsx';

interface ErrorPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return <ErrorNotice error={error} what="This page could not be shown" onRetry={retry} />;
}
