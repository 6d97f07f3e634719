'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { keys } from '#components/api/query-keys.ts';
import { coalesce } from './coalesce.ts';
import { LIVE_TYPES, readLiveMessage, wordsToInvalidate } from './live-message.ts';
import { patchProgress } from './patch-progress.ts';
import type { LiveStatus } from './polling.ts';
import { Watched } from './watched.ts';

interface Live {
  readonly status: LiveStatus;
  /** Asks for messages of these fabrics until the returned function is called. */
  readonly watch: (fabricIds: readonly number[]) => () => void;
}

const LiveContext = createContext<Live>({ status: 'connecting', watch: () => () => {} });

/** Reads no more often than this, however many messages come. */
const REREAD_MS = 300;
/** Reconnecting is tried for ever, at most this far apart. */
const RECONNECT_MAX_MS = 5_000;

/**
 * One connection for the page. Messages never carry truth: they make cached answers stale, and those in view are read
 * again. What was missed while the connection was down is made good by reading everything once when it is back.
 */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>('connecting');
  const [watched] = useState(() => new Watched());

  useEffect(() => {
    const socket: Socket = io({ reconnectionDelayMax: RECONNECT_MAX_MS });
    const stale = new Set<string>();
    const reread = coalesce(() => {
      for (const word of stale) void client.invalidateQueries({ queryKey: [word] });
      stale.clear();
    }, REREAD_MS);

    let retry: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    const lost = () => {
      missed = true;
      setStatus('offline');
      // Whether the session ended is for the API to say: it leads to the sign-in page.
      void client.invalidateQueries({ queryKey: keys.session() });
      // A connection that the server refused or ended is not tried again by the library itself.
      clearTimeout(retry);
      if (!socket.active) retry = setTimeout(() => socket.connect(), RECONNECT_MAX_MS);
    };

    socket.on('connect', () => {
      setStatus('live');
      // The server answers with the present state of each.
      socket.emit('subscribe', { fabric_ids: watched.ids() });
      if (missed) void client.invalidateQueries();
      missed = false;
    });
    socket.on('disconnect', lost);
    socket.on('connect_error', lost);
    for (const type of LIVE_TYPES) {
      socket.on(type, (payload: unknown) => {
        const message = readLiveMessage(type, payload);
        if (message === null) return;
        if (message.type === 'sync.progress_update') patchProgress(client, message.payload);
        for (const word of wordsToInvalidate(message.type)) stale.add(word);
        reread.call();
      });
    }
    const forget = watched.onChange((added, removed) => {
      if (!socket.connected) return;
      if (added.length > 0) socket.emit('subscribe', { fabric_ids: added });
      if (removed.length > 0) socket.emit('unsubscribe', { fabric_ids: removed });
    });
    return () => {
      forget();
      clearTimeout(retry);
      reread.stop();
      // Its own end is no loss of the connection.
      socket.off();
      socket.disconnect();
    };
  }, [client, watched]);

  const live = useMemo(
    () => ({ status, watch: (ids: readonly number[]) => watched.watch(ids) }),
    [status, watched],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveStatus(): LiveStatus {
  return use(LiveContext).status;
}

/** Asks for messages of these fabrics while the component is shown. */
export function useWatchFabrics(fabricIds: readonly number[]): void {
  const { watch } = use(LiveContext);
  const key = fabricIds.join(',');
  useEffect(() => watch(key === '' ? [] : key.split(',').map(Number)), [watch, key]);
}
