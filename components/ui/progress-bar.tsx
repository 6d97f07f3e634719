'use client';

import { useLayoutEffect, useRef } from 'react';

interface ProgressBarProps {
  /** 0 to 100. */
  readonly percentage: number;
  readonly message: string;
}

/**
 * How far a run is. The width is set on the element itself: a style attribute in the markup would be refused by the
 * content security policy.
 */
export function ProgressBar({ percentage, message }: ProgressBarProps) {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    bar.current?.style.setProperty('width', `${percentage}%`);
  }, [percentage]);
  return (
    <div className="sync-progress-container">
      <div className="progress">
        <div
          ref={bar}
          className="progress-bar bg-info"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- operators’ own suites look for this role
          role="progressbar"
          aria-label="Synchronization progress"
          aria-valuenow={percentage}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuetext={`${percentage} %, ${message}`}
        />
      </div>
      <small className="text-muted">{message}</small>
    </div>
  );
}
