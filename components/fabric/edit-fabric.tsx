'use client';

import { paths } from '#app/paths.ts';
import { PageHeader } from '#components/shell/page-header.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import { FabricForm } from './fabric-form.tsx';
import { useFabric } from './fabric-queries.ts';

export function EditFabric({ id }: { readonly id: number }) {
  return (
    <QueryView query={useFabric(id)} what="the fabric" lines={9}>
      {(fabric) => (
        <>
          <PageHeader
            crumbs={[
              { title: 'Fabrics', href: paths.fabrics() },
              { title: fabric.name, href: paths.fabric(id) },
            ]}
            title={`Edit ${fabric.name}`}
          />
          <FabricForm stored={fabric} />
        </>
      )}
    </QueryView>
  );
}
