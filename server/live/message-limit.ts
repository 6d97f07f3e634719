const WINDOW_MS = 10_000;
const MAX_MESSAGES = 100;

/** Whether a connection may go on talking: 100 messages in 10 s. @param now milliseconds, monotonic */
export function messageLimit(): (now: number) => boolean {
  let windowStart = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (now) => {
    if (now - windowStart >= WINDOW_MS) {
      windowStart = now;
      count = 0;
    }
    count += 1;
    return count <= MAX_MESSAGES;
  };
}
