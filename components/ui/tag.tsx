import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

export type TagTone = 'plain' | 'good' | 'bad' | 'caution' | 'busy';

interface TagProps {
  readonly tone?: TagTone;
  readonly icon?: string;
  readonly children: ReactNode;
}

/** A word in a frame; the tone only repeats what the word and the icon say. */
export function Tag({ tone = 'plain', icon, children }: TagProps) {
  return (
    <span className="fs-tag" data-tone={tone}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}
