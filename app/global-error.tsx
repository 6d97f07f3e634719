'use client';

import '@tabler/core/dist/css/tabler.min.css';
import '#app/styles/tokens.css';
import '#app/styles/shell.css';
import '#app/styles/pieces.css';
import '#app/styles/status.css';

import { ErrorNotice } from '#components/ui/error-notice.tsx';

interface GlobalErrorProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** When even the frame cannot be shown. */
export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en" data-bs-theme="auto">
      <body>
        <title>Fabric Sync</title>
        <main className="sign-in">
          <h1 className="visually-hidden">Fabric Sync</h1>
          <ErrorNotice error={error} what="The page could not be shown" onRetry={retry} />
        </main>
      </body>
    </html>
  );
}
