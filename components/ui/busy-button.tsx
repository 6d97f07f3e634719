'use client';

import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface BusyButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'> {
  readonly icon: string;
  readonly busy?: boolean;
  readonly type?: 'button' | 'submit';
  readonly children: ReactNode;
}

/** A button with an icon that turns while its work is under way; a second press then does nothing. */
export function BusyButton({
  icon,
  busy = false,
  type = 'button',
  disabled,
  children,
  ...rest
}: BusyButtonProps) {
  return (
    // oxlint-disable-next-line react/button-has-type -- it is one of two literals
    <button {...rest} type={type} disabled={disabled === true || busy} aria-busy={busy}>
      <Icon name={busy ? 'loading mdi-spin' : icon} />
      {children}
    </button>
  );
}
