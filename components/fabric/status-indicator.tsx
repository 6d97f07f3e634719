'use client';

import type { KeyboardEvent } from 'react';
import { useNow } from '#components/time/use-now.ts';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { overdueSeverity } from './overdue.ts';

interface StatusIndicatorProps {
  readonly fabric: Pick<Fabric, 'calculated_sync_status' | 'last_sync' | 'sync_interval'>;
  /** What a press does, where the tooltip promises something ("click to enable"). */
  readonly onPress?: (() => void) | undefined;
}

/** The pill: icon and words of the state. Structure and classes are fixed: operators' own browser suites look for them. */
export function StatusIndicator({ fabric, onPress }: StatusIndicatorProps) {
  const state = fabric.calculated_sync_status;
  const { text, icon, cssClass, tooltip } = STATE_DISPLAY[state];
  const severity = overdueSeverity(fabric, useNow());
  const pressable = onPress !== undefined;
  const pressByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onPress?.();
  };
  return (
    <div className="status-indicator-wrapper">
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it has a role whenever it has handlers; the element itself is fixed */}
      <div
        className={`status-indicator ${cssClass} d-inline-flex align-items-center px-2 py-1 rounded-pill`}
        data-sync-state={state}
        data-overdue-severity={severity}
        title={tooltip}
        role={pressable ? 'button' : 'img'}
        aria-label={`${text}: ${tooltip}`}
        tabIndex={pressable ? 0 : undefined}
        onClick={onPress}
        onKeyDown={pressable ? pressByKey : undefined}
      >
        <i className={`${icon} me-1`} aria-hidden="true" />
        <span className="status-text">{text}</span>
      </div>
    </div>
  );
}
