'use client';

import { useState } from 'react';
import { paths } from '#app/paths.ts';
import { useFabric } from '#components/fabric/fabric-queries.ts';
import { useRights } from '#components/session/use-rights.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Link } from '#components/ui/link.tsx';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';
import { DeleteResourceDialog } from './delete-resource-dialog.tsx';

/** Edit and Delete, where the inventory is the source; objects from Git are changed there. */
export function ResourceActions({ resource }: { readonly resource: ResourceDetail }) {
  const { canOperate } = useRights(resource.fabric_id);
  const fabric = useFabric(resource.fabric_id);
  const [deleting, setDeleting] = useState(false);
  if (!canOperate || fabric.data === undefined || resource.desired === null) return null;
  if (fabric.data.git_repository !== null) {
    return (
      <span className="text-muted">
        Changed in Git: {resource.source_file ?? fabric.data.git_repository_name}
      </span>
    );
  }
  return (
    <>
      <Link className="btn btn-sm" href={paths.editResource(resource.id)}>
        <Icon name="pencil-outline" />
        Edit
      </Link>
      <button type="button" className="btn btn-sm text-bad" onClick={() => setDeleting(true)}>
        <Icon name="trash-can-outline" />
        Delete
      </button>
      {deleting && <DeleteResourceDialog resource={resource} onClose={() => setDeleting(false)} />}
    </>
  );
}
