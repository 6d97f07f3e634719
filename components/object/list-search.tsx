'use client';

import { useEffect, useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import type { ListControl } from './use-list-state.ts';

interface ListSearchProps {
  readonly label: string;
  readonly control: ListControl;
}

/** A search is sent when typing pauses. */
const PAUSE_MS = 250;

export function ListSearch({ label, control: { state, change } }: ListSearchProps) {
  const [text, setText] = useState(state.q);
  const [sent, setSent] = useState(state.q);
  const [seen, setSeen] = useState(state.q);
  // The address changed by itself (back, a link, "clear"): the field follows. What this field sent itself is no news.
  if (state.q !== seen) {
    setSeen(state.q);
    if (state.q !== sent) {
      setSent(state.q);
      setText(state.q);
    }
  }
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === state.q) return undefined;
    const timer = setTimeout(() => {
      setSent(wanted);
      change({ q: wanted });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, state.q, change]);
  return (
    <div className="search">
      <Icon name="magnify" />
      <input
        className="form-control form-control-sm"
        type="search"
        maxLength={200}
        placeholder={label}
        aria-label={label}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}
