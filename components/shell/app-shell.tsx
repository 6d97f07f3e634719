'use client';

import { type ReactNode, useState } from 'react';
import { AnnouncerProvider } from '#components/live/announcer.tsx';
import { LiveMark } from '#components/live/live-mark.tsx';
import { LiveProvider } from '#components/live/live-provider.tsx';
import { NoticeBell } from '#components/notice/notice-bell.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import { FabricSearch } from './fabric-search.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { Sidebar } from './sidebar.tsx';
import type { Theme } from './theme.ts';

/** The frame of every page behind the sign-in. */
export function AppShell({ theme, children }: { readonly theme: Theme; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <LiveProvider>
      <AnnouncerProvider>
        <a className="skip-link" href="#content">
          Skip to the content
        </a>
        <div className="frame">
          <Sidebar open={open} onClose={() => setOpen(false)} />
          <div className="main-column">
            <header className="top-bar">
              <button
                type="button"
                className="btn btn-icon nav-toggle"
                aria-label="Open the navigation"
                aria-expanded={open}
                aria-controls="navigation"
                onClick={() => setOpen(true)}
              >
                <Icon name="menu" />
              </button>
              <FabricSearch />
              <div className="top-bar-end">
                <LiveMark />
                <NoticeBell />
                <AccountMenu theme={theme} />
              </div>
            </header>
            <main className="content" id="content" tabIndex={-1}>
              <OfflineNotice />
              {children}
            </main>
          </div>
        </div>
      </AnnouncerProvider>
    </LiveProvider>
  );
}
