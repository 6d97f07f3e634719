'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';

interface DeleteResourceDialogProps {
  readonly resource: ResourceDetail;
  readonly onClose: () => void;
}

export function DeleteResourceDialog({ resource, onClose }: DeleteResourceDialogProps) {
  const router = useRouter();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('DELETE /resources/{id}', { params: { id: resource.id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['resources'] });
      void client.invalidateQueries({ queryKey: ['fabric', resource.fabric_id] });
      router.push(paths.fabricTab(resource.fabric_id, 'resources'));
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${resource.kind} ${resource.name}?`}
      verb="Delete resource"
      icon="trash-can-outline"
      busy={remove.isPending || remove.isSuccess}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>It is taken out of the inventory now.</p>
      <p className="mb-0">
        <strong>The next sync deletes it in the cluster</strong>, where the fabric prunes. Until then it is
        listed as extra.
      </p>
    </ConfirmDialog>
  );
}
