'use client';

import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react';

const AnnounceContext = createContext<(text: string) => void>(() => {});

/** The page's one polite live region: what changed by itself is said there, in a sentence. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState('');
  const announce = useCallback((next: string) => setText(next), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="visually-hidden" aria-live="polite" aria-atomic="true" data-testid="announcer">
        {text}
      </div>
    </AnnounceContext>
  );
}

function useAnnounce(): (text: string) => void {
  return use(AnnounceContext);
}

/** Says `sentence` when `value` becomes another one; never at first sight. */
export function useAnnounceChange(value: string | undefined, sentence: string): void {
  const announce = useAnnounce();
  const before = useRef(value);
  useEffect(() => {
    if (before.current !== undefined && value !== undefined && before.current !== value) announce(sentence);
    before.current = value;
  }, [value, sentence, announce]);
}
