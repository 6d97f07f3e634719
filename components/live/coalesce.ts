/** Turns a burst of calls into at most two: the first at once, the rest together after `quietMs`. */
export function coalesce(
  act: () => void,
  quietMs: number,
): { readonly call: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const settle = () => {
    timer = undefined;
    if (!again) return;
    again = false;
    run();
  };
  const run = () => {
    timer = setTimeout(settle, quietMs);
    act();
  };
  return {
    call: () => {
      if (timer === undefined) run();
      else again = true;
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
