'use client';

import { useState } from 'react';
import { Icon } from './icon.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the accessible name: "error id". */
  readonly what: string;
}

/** Copies a text. Browsers refuse the clipboard on plain http: the button then says so. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none');
  const copy = () => {
    const done = globalThis.isSecureContext
      ? navigator.clipboard.writeText(text)
      : Promise.reject(new Error('http'));
    done.then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  return (
    <button type="button" className="btn btn-sm" onClick={copy} aria-label={`Copy the ${what}`}>
      <Icon name={outcome === 'copied' ? 'check' : 'content-copy'} />
      <span aria-live="polite">
        {outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Select and copy by hand' : 'Copy'}
      </span>
    </button>
  );
}
