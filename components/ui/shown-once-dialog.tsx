'use client';

import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { Notice } from './notice.tsx';

interface ShownOnceDialogProps {
  readonly title: string;
  /** What to do with it now. */
  readonly lead: ReactNode;
  /** By what each is called; a single one needs no heading. */
  readonly texts: Readonly<Record<string, string>>;
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

/** Shows what was made just now and cannot be read again. */
export function ShownOnceDialog({ title, lead, texts, children, onClose }: ShownOnceDialogProps) {
  const shown = Object.entries(texts);
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body form-stack">
        <Notice tone="caution">{lead}</Notice>
        {shown.map(([name, text]) => (
          <div key={name}>
            {shown.length > 1 && <p className="mb-1 text-capitalize">{name}</p>}
            <div className="secret-shown">
              <code className="name">{text}</code>
              <CopyButton text={text} what={name} />
            </div>
          </div>
        ))}
        {children}
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn btn-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
