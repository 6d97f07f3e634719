'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';

interface DeleteFabricDialogProps {
  readonly fabric: Pick<Fabric, 'id' | 'name'>;
  readonly onClose: () => void;
}

export function DeleteFabricDialog({ fabric, onClose }: DeleteFabricDialogProps) {
  const router = useRouter();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('DELETE /fabrics/{id}', { params: { id: fabric.id } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['fabrics'] });
      router.push(paths.fabrics());
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${fabric.name}?`}
      verb="Delete fabric"
      icon="trash-can-outline"
      busy={remove.isPending || remove.isSuccess}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>The fabric, its resources and its runs are removed from this app. A run that is under way stops.</p>
      <p className="mb-0">
        <strong>The cluster is left as it is</strong>: no object in it is changed or deleted. Git is not
        touched either.
      </p>
    </ConfirmDialog>
  );
}
