'use client';

import { useSearchParams } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { paths } from '#app/paths.ts';
import { useAnnounceChange } from '#components/live/announcer.tsx';
import { useWatchFabrics } from '#components/live/live-provider.tsx';
import { NoticeBanner } from '#components/notice/notice-banner.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Tabs } from '#components/shell/tabs.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import { STATE_DISPLAY } from '#server/domain/state-display.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { ConfigureDialog } from './configure-dialog.tsx';
import { FabricActions } from './fabric-actions.tsx';
import { FabricContext } from './fabric-context.ts';
import { useFabric } from './fabric-queries.ts';
import { isWindowClosed, OverrideDialog } from './override-dialog.tsx';
import { RunResultMessage } from './run-result-message.tsx';
import { StatusDisplay } from './status-display.tsx';
import { SyncProgressCard } from './sync-progress-card.tsx';
import { useFabricVerb, VERB_FAILED } from './use-fabric-verb.ts';
import { usePillPress } from './use-pill-press.ts';

const CRUMBS = [{ title: 'Fabrics', href: paths.fabrics() }];

/** Title, state, messages and tabs that every view of a fabric has. */
export function FabricFrame({ id, children }: { readonly id: number; readonly children: ReactNode }) {
  const query = useFabric(id);
  useWatchFabrics([id]);
  return (
    <QueryView query={query} what="the fabric" lines={9}>
      {(fabric) => <LoadedFrame fabric={fabric}>{children}</LoadedFrame>}
    </QueryView>
  );
}

function LoadedFrame({ fabric, children }: { readonly fabric: Fabric; readonly children: ReactNode }) {
  const wanted = useSearchParams().get('configure') !== null;
  const [configuring, setConfiguring] = useState(wanted);
  const verb = useFabricVerb(fabric.id);
  const { text } = STATE_DISPLAY[fabric.calculated_sync_status];
  const closeConfiguration = () => {
    setConfiguring(false);
    // The address asked for the dialog once; a reload must not open it again.
    if (wanted) globalThis.history.replaceState(null, '', paths.fabric(fabric.id));
  };
  const pressPill = usePillPress(fabric, verb, () => setConfiguring(true));
  useAnnounceChange(fabric.calculated_sync_status, `${fabric.name}: ${text}`);
  useEffect(() => {
    document.title = `${text} · ${fabric.name} · Fabric Sync`;
  }, [text, fabric.name]);
  return (
    <FabricContext value={fabric}>
      <PageHeader
        crumbs={CRUMBS}
        title={
          <>
            {fabric.name}
            <span className="status-heading"> · {text}</span>
          </>
        }
        actions={<FabricActions fabric={fabric} verb={verb} onConfigure={() => setConfiguring(true)} />}
      />
      {fabric.description !== '' && <p className="text-muted mb-2">{fabric.description}</p>}
      <div className="state-row">
        <StatusDisplay fabric={fabric} onPress={pressPill} />
      </div>
      <NoticeBanner fabricId={fabric.id} />
      <OverrideDialog fabricName={fabric.name} start={verb} />
      {verb.error !== null && !isWindowClosed(verb.error) && (
        <ErrorNotice error={verb.error} what={VERB_FAILED[verb.variables.verb]} onDismiss={verb.reset} />
      )}
      <RunResultMessage fabric={fabric} verb={verb} />
      <SyncProgressCard fabric={fabric} verb={verb} />
      <Tabs
        label="Views of the fabric"
        tabs={[
          { title: 'Overview', href: paths.fabric(fabric.id) },
          {
            title: 'Resources',
            href: paths.fabricTab(fabric.id, 'resources'),
            count: fabric.cached_crd_count,
          },
          { title: 'Plan', href: paths.fabricTab(fabric.id, 'plan') },
          { title: 'Runs', href: paths.fabricTab(fabric.id, 'runs') },
          { title: 'Activity', href: paths.fabricTab(fabric.id, 'activity') },
        ]}
      />
      {children}
      {configuring && <ConfigureDialog fabric={fabric} onClose={closeConfiguration} />}
    </FabricContext>
  );
}
