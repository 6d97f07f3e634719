'use client';

import type { ReactNode } from 'react';
import { BusyButton } from './busy-button.tsx';

/** Submits a form. */
export function SaveButton({ busy, children }: { readonly busy: boolean; readonly children: ReactNode }) {
  return (
    <BusyButton type="submit" className="btn btn-primary" icon="content-save-outline" busy={busy}>
      {children}
    </BusyButton>
  );
}
