/** How the pages keep fresh when the socket is down. */

export type LiveStatus = 'connecting' | 'live' | 'offline';

const FALLBACK_MS = 30_000;
const FALLBACK_SYNCING_MS = 5_000;

/** Milliseconds between polls, or false while messages come by themselves. */
export function pollingInterval(live: LiveStatus, syncing: boolean): number | false {
  if (live === 'live') return false;
  return syncing ? FALLBACK_SYNCING_MS : FALLBACK_MS;
}
