'use client';

import type { ReactNode } from 'react';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { Card } from '#components/ui/card.tsx';
import { Icon } from '#components/ui/icon.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { shortCommit } from './short-commit.ts';

interface Hop {
  readonly title: string;
  readonly fact: ReactNode;
  readonly note: ReactNode;
  readonly tone: 'good' | 'bad' | 'caution' | 'muted';
  readonly icon: string;
}

/** The way of the desired state, and how far it is known to have come. Nothing here is claimed that no run has seen. */
export function HopsCard({ fabric }: { readonly fabric: Fabric }) {
  return (
    <Card title="From source to cluster">
      <ol className="hops">
        {[sourceHop(fabric), desiredHop(fabric), clusterHop(fabric)].map((hop) => (
          <li key={hop.title}>
            <Icon name={hop.icon} className={`text-${hop.tone}`} />
            <div>
              <span className="text-muted">{hop.title}</span>
              <strong>{hop.fact}</strong>
              <span className="text-muted">{hop.note}</span>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function sourceHop(fabric: Fabric): Hop {
  if (fabric.git_repository === null) {
    return {
      title: 'Source',
      fact: 'Inventory',
      note: 'edited in this app',
      tone: 'muted',
      icon: 'database-outline',
    };
  }
  const broken = fabric.error?.code.startsWith('GIT_') ?? false;
  const commit = fabric.synced_commit;
  return {
    title: 'Git',
    fact: fabric.git_repository_name ?? `Repository ${fabric.git_repository}`,
    note: broken ? (
      'could not be read'
    ) : commit === null ? (
      'not read yet'
    ) : (
      <>
        read at <code>{shortCommit(commit)}</code>
      </>
    ),
    tone: broken ? 'bad' : commit === null ? 'muted' : 'good',
    icon: broken ? 'source-branch-remove' : commit === null ? 'source-branch' : 'source-branch-check',
  };
}

function desiredHop(fabric: Fabric): Hop {
  const count = fabric.cached_crd_count;
  return {
    title: 'Desired state',
    fact: `${count} ${count === 1 ? 'resource' : 'resources'}`,
    note: `${Object.keys(fabric.counts_by_kind).length} kinds`,
    tone: count === 0 ? 'muted' : 'good',
    icon: 'cube-outline',
  };
}

function clusterHop(fabric: Fabric): Hop {
  const base = { title: 'Cluster' };
  if (fabric.last_sync === null) {
    return {
      ...base,
      fact: 'Not verified yet',
      note: 'no run has succeeded',
      tone: 'muted',
      icon: 'kubernetes',
    };
  }
  const since = (
    <>
      verified <RelativeTime at={fabric.last_sync} />
    </>
  );
  if (fabric.drift_count > 0) {
    const words = `${fabric.drift_count} ${fabric.drift_count === 1 ? 'resource' : 'resources'} drifted`;
    return { ...base, fact: words, note: since, tone: 'caution', icon: 'compare-horizontal' };
  }
  if (fabric.calculated_sync_status === 'in_sync') {
    return {
      ...base,
      fact: 'Equal to the desired state',
      note: since,
      tone: 'good',
      icon: 'check-decagram-outline',
    };
  }
  return { ...base, fact: 'Was equal when last verified', note: since, tone: 'muted', icon: 'clock-outline' };
}
