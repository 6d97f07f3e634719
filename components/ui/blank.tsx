import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface BlankProps {
  readonly icon: string;
  readonly title: string;
  readonly children?: ReactNode;
}

/** What stands where there is nothing to show: why, and what to do next. */
export function Blank({ icon, title, children }: BlankProps) {
  return (
    <div className="blank">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
