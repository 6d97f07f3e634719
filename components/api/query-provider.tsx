'use client';

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { paths } from '#app/paths.ts';
import { isApiError } from '#server/client/api-error.ts';
import { shouldRetry } from './client.ts';

/** Data younger than this is not asked for again when a second view opens. */
const FRESH_MS = 5_000;

/** A session that ended leads to the sign-in page, and from there back to where the person was. */
function leaveWhenSignedOut(error: unknown): void {
  if (!isApiError(error) || error.status !== 401) return;
  const { pathname, search } = globalThis.location;
  if (pathname === paths.signIn()) return;
  globalThis.location.assign(paths.signIn(`${pathname}${search}`));
}

function newClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: shouldRetry,
        retryDelay: (attempt) => 500 * 2 ** attempt,
        // The browser's own idea of "online" is often wrong on closed networks; silence is reported by the request.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(newClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
