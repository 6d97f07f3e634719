'use client';

import { stringify } from 'yaml';
import { paths } from '#app/paths.ts';
import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { ResourceActions } from '#components/inventory/resource-actions.tsx';
import { useWatchFabrics } from '#components/live/live-provider.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { FullTime } from '#components/time/relative-time.tsx';
import { Card } from '#components/ui/card.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Link } from '#components/ui/link.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';
import { DriftTag } from './drift-tag.tsx';
import { DRIFT_WORDS } from './drift-words.ts';
import { FieldChanges } from './field-changes.tsx';
import { manifestOf } from './manifest.ts';
import { useResource } from './resource-queries.ts';

/** One resource: what it should be, and where the cluster differs. */
export function ResourcePage({ id }: { readonly id: number }) {
  return (
    <QueryView query={useResource(id)} what="the resource" lines={9}>
      {(resource) => <LoadedResource resource={resource} />}
    </QueryView>
  );
}

function LoadedResource({ resource }: { readonly resource: ResourceDetail }) {
  const names = new Map(useFabricNames().data?.map(({ id, name }) => [id, name]));
  const fabricName = names.get(resource.fabric_id) ?? `Fabric ${resource.fabric_id}`;
  useWatchFabrics([resource.fabric_id]);
  return (
    <>
      <PageHeader
        crumbs={[
          { title: 'Fabrics', href: paths.fabrics() },
          { title: fabricName, href: paths.fabric(resource.fabric_id) },
          { title: 'Resources', href: paths.fabricTab(resource.fabric_id, 'resources') },
        ]}
        title={`${resource.kind} ${resource.name}`}
        actions={<ResourceActions resource={resource} />}
      />
      <p>
        <DriftTag status={resource.drift_status} /> {DRIFT_WORDS[resource.drift_status].meaning}
      </p>
      {resource.drift_fields.length > 0 && (
        <div className="mb-3">
          <Card title="Fields that differ">
            <FieldChanges changes={resource.drift_fields} />
          </Card>
        </div>
      )}
      <div className="columns">
        <DesiredCard resource={resource} />
        <Card title="Resource">
          <Facts
            facts={[
              {
                title: 'Fabric',
                value: <Link href={paths.fabric(resource.fabric_id)}>{fabricName}</Link>,
              },
              { title: 'API version', value: <span className="mono">{resource.api_version}</span> },
              { title: 'Kind', value: resource.kind },
              { title: 'Namespace', value: <span className="mono">{resource.namespace}</span> },
              { title: 'Name', value: <span className="mono">{resource.name}</span> },
              { title: 'Source', value: <Source resource={resource} /> },
              { title: 'Commit', value: resource.commit === null ? 'none' : <code>{resource.commit}</code> },
              { title: 'Verified', value: <FullTime at={resource.verified_at} /> },
              { title: 'Changed', value: <FullTime at={resource.updated_at} /> },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

function DesiredCard({ resource }: { readonly resource: ResourceDetail }) {
  const manifest = manifestOf(resource);
  if (manifest === null) {
    return (
      <Card title="Desired state">
        <div className="card-body text-muted">Not desired any more: the source does not name it.</div>
      </Card>
    );
  }
  const yaml = stringify(manifest, { lineWidth: 0 });
  return (
    <Card title="Desired state" aside={<CopyButton text={yaml} what="YAML" />}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key */}
      <pre className="yaml" tabIndex={0} aria-label="Desired state as YAML">
        {yaml}
      </pre>
    </Card>
  );
}

function Source({ resource }: { readonly resource: ResourceDetail }) {
  const { source_file: file, source_document: document, source_line: line } = resource;
  if (file === null) return <>inventory</>;
  return (
    <>
      <span className="mono">
        {file}
        {line !== null && `:${line}`}
      </span>
      {document !== null && <span className="text-muted"> document {document}</span>}
    </>
  );
}
