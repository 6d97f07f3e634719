'use client';

import { paths } from '#app/paths.ts';
import { useFabric } from '#components/fabric/fabric-queries.ts';
import { useResource } from '#components/resource/resource-queries.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { ResourceForm } from './resource-form.tsx';

export function NewResource({ fabricId }: { readonly fabricId: number }) {
  return (
    <QueryView query={useFabric(fabricId)} what="the fabric" lines={9}>
      {(fabric) => (
        <>
          <Header fabric={fabric} title="Add resource" />
          {fabric.git_repository === null ? (
            <ResourceForm fabricId={fabricId} />
          ) : (
            <FromGit fabric={fabric} />
          )}
        </>
      )}
    </QueryView>
  );
}

export function EditResource({ id }: { readonly id: number }) {
  return (
    <QueryView query={useResource(id)} what="the resource" lines={9}>
      {(resource) => (
        <QueryViewOfFabric id={resource.fabric_id}>
          {(fabric) => (
            <>
              <Header fabric={fabric} title={`Edit ${resource.kind} ${resource.name}`} />
              {fabric.git_repository === null ? (
                <ResourceForm fabricId={fabric.id} stored={resource} />
              ) : (
                <FromGit fabric={fabric} />
              )}
            </>
          )}
        </QueryViewOfFabric>
      )}
    </QueryView>
  );
}

function QueryViewOfFabric({
  id,
  children,
}: {
  readonly id: number;
  readonly children: (fabric: Fabric) => React.ReactNode;
}) {
  return (
    <QueryView query={useFabric(id)} what="the fabric" lines={9}>
      {children}
    </QueryView>
  );
}

function Header({ fabric, title }: { readonly fabric: Fabric; readonly title: string }) {
  return (
    <PageHeader
      crumbs={[
        { title: 'Fabrics', href: paths.fabrics() },
        { title: fabric.name, href: paths.fabric(fabric.id) },
        { title: 'Resources', href: paths.fabricTab(fabric.id, 'resources') },
      ]}
      title={title}
    />
  );
}

function FromGit({ fabric }: { readonly fabric: Fabric }) {
  return (
    <Notice tone="info">
      The desired state of {fabric.name} comes from the Git repository {fabric.git_repository_name}. Change
      its files and push; the next sync brings the change into the cluster.
    </Notice>
  );
}
