'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';

/** Where there is something to fill in, one begins there and not at the button that closes. */
const FIRST_FIELD = '.dialog-body :is(input, select, textarea):not([type="checkbox"], :disabled)';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal window on the browser's own dialog element: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element?.open === false) {
      element.showModal();
      element.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    }
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      // React hands this event on to the dialog around, which the browser leaves open.
      onClose={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="btn-close" aria-label="Close" onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
