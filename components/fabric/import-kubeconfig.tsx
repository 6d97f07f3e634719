'use client';

import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useFormContext } from 'react-hook-form';
import { asApiError } from '#components/api/as-api-error.ts';
import { call } from '#components/api/client.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { ImportedKubeconfig } from '#server/domain/wire/kubeconfig.ts';

/** Fills the fields of a cluster from a kubeconfig file; saved is nothing before the form is. */
export function ImportKubeconfig() {
  const file = useRef<HTMLInputElement>(null);
  const { setValue } = useFormContext();
  const read = useMutation({
    mutationFn: async (chosen: File) =>
      await call('POST /fabrics/import-kubeconfig', { body: { kubeconfig: await chosen.text() } }),
    onSuccess: (fields) => {
      // A credential that the file does not have keeps what is stored.
      for (const [name, value] of Object.entries(fields)) {
        if (!name.startsWith('kubernetes_')) continue;
        setValue(name, value, { shouldDirty: true, shouldValidate: true });
      }
    },
  });
  return (
    <div className="form-row">
      <span />
      <div>
        <input
          ref={file}
          type="file"
          hidden
          aria-label="Kubeconfig file"
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen !== undefined) read.mutate(chosen);
            // The same file again must be a change again.
            target.value = '';
          }}
        />
        <BusyButton
          className="btn btn-sm"
          icon="file-import-outline"
          busy={read.isPending}
          onClick={() => file.current?.click()}
        >
          Import kubeconfig
        </BusyButton>
        {read.data !== undefined && (
          <Notice tone="good" className="mt-2" assertive>
            {importedWords(read.data)}
          </Notice>
        )}
        {read.error !== null && (
          <Notice tone="bad" className="mt-2" assertive>
            {refusalWords(read.error)}
          </Notice>
        )}
      </div>
    </div>
  );
}

function importedWords({ context, contexts, ...fields }: ImportedKubeconfig): string {
  const others = contexts.length > 1 ? `, the current one of ${contexts.length}` : '';
  const credentials = [
    fields.kubernetes_token === undefined ? '' : 'a token',
    fields.kubernetes_client_cert === undefined ? '' : 'a client certificate',
  ].filter((one) => one !== '');
  const found = credentials.length === 0 ? 'no credentials' : credentials.join(' and ');
  return `Taken from context ${context}${others}: the address and ${found}. Not saved yet.`;
}

function refusalWords(error: unknown): string {
  const { message, fields } = asApiError(error);
  return `Not imported: ${fields[0]?.message ?? message}`;
}
