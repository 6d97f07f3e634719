import { z } from 'zod';
import { SYNC_STATES } from '#server/domain/sync-state.ts';

/** Messages of Socket.IO (event name = type, argument = payload) and of the plain WebSocket ({type, payload}). */

const instant = z.iso.datetime();

export const liveMessages = {
  'sync.status_update': z.object({
    fabric_id: z.int(),
    status: z.enum(SYNC_STATES),
    display_text: z.string(),
    timestamp: instant,
  }),
  'sync.progress_update': z.object({
    fabric_id: z.int(),
    task_id: z.string(),
    percentage: z.int(),
    message: z.string(),
    timestamp: instant,
  }),
  'sync.error': z.object({
    fabric_id: z.int(),
    error_type: z.string(),
    error_message: z.string(),
    retry_available: z.boolean(),
    timestamp: instant,
  }),
  'sync.completed': z.object({
    fabric_id: z.int(),
    success: z.boolean(),
    duration_seconds: z.int(),
    resources_synced: z.int(),
    timestamp: instant,
  }),
  /** A notice of the fabric was opened, closed or acknowledged; to everybody on Socket.IO, whatever they watch. */
  'notice.changed': z.object({ fabric_id: z.int(), timestamp: instant }),
} as const;

export type LiveMessageType = keyof typeof liveMessages;
export type LiveMessage = {
  [K in LiveMessageType]: { readonly type: K; readonly payload: z.infer<(typeof liveMessages)[K]> };
}[LiveMessageType];

export const subscription = z.object({ fabric_ids: z.array(z.int().positive()).max(1_000) });
