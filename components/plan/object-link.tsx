'use client';

import { useSearchParams } from 'next/navigation';
import type { MouseEvent, ReactNode } from 'react';

interface ObjectLinkProps {
  /** Key of the object. */
  readonly to: string;
  readonly onChoose: (key: string) => void;
  readonly children: ReactNode;
}

/** Shows an object of the plan. A link and not a button: it breaks like text, and opens in a tab of its own. */
export function ObjectLink({ to, onChoose, children }: ObjectLinkProps) {
  const address = new URLSearchParams(useSearchParams());
  address.set('object', to);
  const choose = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onChoose(to);
  };
  return (
    <a href={`?${address}`} onClick={choose}>
      {children}
    </a>
  );
}
