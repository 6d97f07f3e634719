import type { Webhook } from '#server/domain/wire/webhook.ts';
import type { WebhookEvent } from '#server/domain/words.ts';

export const EVENT_WORDS: Record<WebhookEvent, string> = {
  notices: 'Notices, opened and resolved',
  transitions: 'Changes of sync state',
  runs: 'Ends of runs',
};

/** What became of the last message: the word, how it looks, and what was said. */
export function lastDeliveryWords(last: NonNullable<Webhook['last_delivery']>): {
  readonly tone: 'good' | 'bad' | 'caution' | 'busy';
  readonly word: string;
  readonly note: string | null;
} {
  switch (last.status) {
    case 'delivered':
      return { tone: 'good', word: 'Delivered', note: last.error };
    case 'failed':
      return { tone: 'bad', word: 'Given up', note: last.error };
    case 'pending':
      return last.attempts === 0
        ? { tone: 'busy', word: 'Waiting', note: null }
        : { tone: 'caution', word: `Attempt ${last.attempts} failed, trying again`, note: last.error };
  }
}
