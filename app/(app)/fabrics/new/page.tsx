import type { Metadata } from 'next';
import { paths } from '#app/paths.ts';
import { requireSession } from '#app/session.ts';
import { FabricForm } from '#components/fabric/fabric-form.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';

export const metadata: Metadata = { title: 'Add a fabric' };

export default async function Page() {
  await requireSession(paths.newFabric());
  return (
    <>
      <PageHeader crumbs={[{ title: 'Fabrics', href: paths.fabrics() }]} title="Add a fabric" />
      <FabricForm />
    </>
  );
}
