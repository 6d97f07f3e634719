import type { Outgoing } from '#server/live/outgoing.ts';

/** Texts are written once for all who get the same message, since a thousand may. */
function writtenOnce(write: (message: Outgoing) => string): (message: Outgoing) => string {
  const texts = new WeakMap<Outgoing, string>();
  return (message) => {
    const known = texts.get(message);
    if (known !== undefined) return known;
    const text = write(message);
    texts.set(message, text);
    return text;
  };
}

/** A message as the plain WebSocket has it. */
export const messageText = writtenOnce((message) => JSON.stringify(message));

/** A message as Socket.IO's protocol (revision 5) has it: an event of the main namespace, without an acknowledgement. */
export const eventPacket = writtenOnce(({ type, payload }) => `2${JSON.stringify([type, payload])}`);
