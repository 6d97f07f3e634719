'use client';

import { paths } from '#app/paths.ts';
import { Card } from '#components/ui/card.tsx';
import { Link } from '#components/ui/link.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';

/** What the fabric consists of; each kind leads to its resources. */
export function KindsCard({ fabric }: { readonly fabric: Fabric }) {
  const kinds = Object.entries(fabric.counts_by_kind).sort(([a], [b]) => a.localeCompare(b));
  const resources = paths.fabricTab(fabric.id, 'resources');
  return (
    <Card
      title="Resources by kind"
      aside={
        <span className="card-header-note">
          {fabric.drift_count > 0 && (
            <Link href={`${resources}?drift_status=drifted`}>
              <Tag tone="caution" icon="compare-horizontal">
                {fabric.drift_count} drifted
              </Tag>
            </Link>
          )}{' '}
          <Tag
            tone={fabric.health_score >= 90 ? 'good' : fabric.health_score >= 50 ? 'caution' : 'bad'}
            icon="heart-pulse"
          >
            Health {fabric.health_score}
          </Tag>
        </span>
      }
    >
      {kinds.length === 0 ? (
        <div className="card-body text-muted">None known yet: the first run reads the desired state.</div>
      ) : (
        <ul className="kinds">
          {kinds.map(([kind, count]) => (
            <li key={kind}>
              <Link href={`${resources}?kind=${encodeURIComponent(kind)}`}>
                {kind} <strong>{count}</strong>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
