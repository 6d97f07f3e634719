import { startListener } from '#server/live/listener.ts';
import type { Log } from '#server/log.ts';
import { CHANNEL, type Notice } from '#server/state/notify.ts';

export interface Notices {
  /** @returns how to stop hearing */
  subscribe(onNotice: (notice: Notice) => void): () => void;
  close(): Promise<void>;
}

/**
 * Hears the notices of all processes (server/state/notify.ts). Those sent while the connection was lost are missed: whoever
 * listens looks for itself from time to time.
 */
export function listenForNotices(databaseUrl: string, log: Log): Notices {
  const hearers = new Set<(notice: Notice) => void>();
  const listener = startListener({
    url: databaseUrl,
    channel: CHANNEL,
    log,
    onNotice: (payload) => {
      const notice = parseNotice(payload);
      if (notice !== null) for (const hear of hearers) hear(notice);
    },
    onConnected: () => {},
  });
  return {
    subscribe(onNotice) {
      hearers.add(onNotice);
      return () => hearers.delete(onNotice);
    },
    close: () => listener.close(),
  };
}

/** Notices come from processes of ours alone: whoever may notify may do anything to the database. */
function parseNotice(payload: string): Notice | null {
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null && 't' in parsed ? (parsed as Notice) : null;
  } catch {
    return null;
  }
}
