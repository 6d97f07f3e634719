import type { Outgoing } from '#server/live/outgoing.ts';

const texts = new WeakMap<Outgoing, string>();

/** A message as the plain WebSocket has it; written once for all who get the same one. */
export function messageText(message: Outgoing): string {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const text = JSON.stringify(message);
  texts.set(message, text);
  return text;
}
