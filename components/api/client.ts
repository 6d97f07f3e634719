import { noteServerDate } from '#components/time/server-clock.ts';
import { isApiError } from '#server/client/api-error.ts';
import { createClient } from '#server/client/client.ts';
import { noteAnswer, noteSilence } from './reachability.ts';

/** The browser's way to the API: same origin, session cookie; every answer says that the server is there, and what time it is. */
export const call = createClient({
  server: '',
  limitMs: 45_000,
  init: { cache: 'no-store', credentials: 'same-origin' },
  onAnswer(response) {
    noteAnswer(Date.now());
    noteServerDate(response.headers.get('date'));
  },
  onSilence: noteSilence,
  words: {
    silence: (_, method) => ({
      message: 'The server cannot be reached',
      advice:
        method === 'GET'
          ? 'Check the network. This page tries again by itself.'
          : 'Check the network. Whether the server got this is not known: look before you try again.',
    }),
    unexpected: (status) => ({
      message: `The server answered ${status} in a form that this page does not know`,
      advice: 'Reload the page. If it happens again, look at the server log.',
    }),
  },
});

/** 4xx will not get better by asking again; silence and 5xx may. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return isApiError(error) && (error.isOffline || error.status >= 500);
}
