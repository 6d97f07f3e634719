import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

type Tone = 'good' | 'bad' | 'caution' | 'info';

const ICONS: Record<Tone, string> = {
  good: 'check-circle-outline',
  bad: 'alert-circle-outline',
  caution: 'alert-outline',
  info: 'information-outline',
};

interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly className?: string;
  /** Set for what a person must hear at once; everything else is left to the page's live region. */
  readonly assertive?: boolean;
  readonly onDismiss?: (() => void) | undefined;
}

/** A message in a frame, dismissable where it may go. */
export function Notice({ tone, children, className = '', assertive = false, onDismiss }: NoticeProps) {
  return (
    <div className={`notice notice-${tone} ${className}`.trim()} role={assertive ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div className="notice-body">{children}</div>
      {onDismiss !== undefined && (
        <button type="button" className="btn-close" aria-label="Dismiss this message" onClick={onDismiss} />
      )}
    </div>
  );
}
