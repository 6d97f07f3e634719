'use client';

import { useSyncExternalStore } from 'react';
import { serverNow } from './server-clock.ts';

/** One timer for all relative times of the page; it stops when nothing shows one. */
const TICK_MS = 1_000;

let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function snapshot(): number {
  // Between two ticks every component sees the same moment; the first one asks the clock.
  if (timer === undefined || now === 0) now = Math.floor(serverNow() / TICK_MS) * TICK_MS;
  return now;
}

/** Now by the server's clock in milliseconds; renders again every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot, () => 0);
}
