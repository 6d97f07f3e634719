'use client';

import { useEffect, useRef, useState } from 'react';

/** True while `active` is, and until `ms` have gone by since it became so: what is shorter than a look is still seen. */
export function useAtLeast(active: boolean, ms: number): boolean {
  const [held, setHeld] = useState(active);
  const since = useRef(0);
  if (active && !held) setHeld(true);
  useEffect(() => {
    if (active) {
      since.current = performance.now();
      return undefined;
    }
    const timer = setTimeout(() => setHeld(false), since.current + ms - performance.now());
    return () => clearTimeout(timer);
  }, [active, ms]);
  return active || held;
}
