'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { call } from '#components/api/client.ts';
import { changedFields } from '#components/object/changed-fields.ts';
import { ConnectionTestResult } from '#components/object/connection-test-result.tsx';
import { showServerErrors } from '#components/object/form-errors.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { SaveButton } from '#components/ui/save-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { type Fabric, fabricInput } from '#server/domain/wire/fabric.ts';
import { KubernetesFields } from './kubernetes-fields.tsx';

const configuration = fabricInput.pick({
  kubernetes_server: true,
  kubernetes_namespace: true,
  kubernetes_token: true,
  kubernetes_client_cert: true,
  kubernetes_client_key: true,
  kubernetes_ca_cert: true,
  kubernetes_tls_verify: true,
  kubernetes_proxy_url: true,
});
type Input = z.input<typeof configuration>;
type Output = z.output<typeof configuration>;

const FIELDS = Object.keys(configuration.shape);

interface ConfigureDialogProps {
  readonly fabric: Fabric;
  readonly onClose: () => void;
}

/** The cluster of a fabric: server, namespace, credentials; saved, and then tried. */
export function ConfigureDialog({ fabric, onClose }: ConfigureDialogProps) {
  const client = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(configuration),
    defaultValues: {
      kubernetes_server: fabric.kubernetes_server,
      kubernetes_namespace: fabric.kubernetes_namespace,
      kubernetes_client_cert: fabric.kubernetes_client_cert,
      kubernetes_ca_cert: fabric.kubernetes_ca_cert,
      kubernetes_tls_verify: fabric.kubernetes_tls_verify,
      kubernetes_proxy_url: fabric.kubernetes_proxy_url,
    },
  });
  const save = useMutation({
    mutationFn: async ({ values, test }: { values: Output; test: boolean }) => {
      const changes = changedFields(fabric, values);
      if (Object.keys(changes).length > 0)
        await call('PATCH /fabrics/{id}', { params: { id: fabric.id }, body: changes });
      await client.invalidateQueries({ queryKey: ['fabric', fabric.id] });
      return test ? await call('POST /fabrics/{id}/test-connection', { params: { id: fabric.id } }) : null;
    },
    onMutate: () => setFault(null),
    onSuccess: (result) => {
      if (result === null) onClose();
    },
    onError: (error) => setFault(showServerErrors(form, FIELDS, error)),
  });
  const submit = (test: boolean) => form.handleSubmit((values) => save.mutate({ values, test }));
  return (
    <Dialog title={`Configure ${fabric.name}`} onClose={onClose}>
      <FormProvider {...form}>
        <form noValidate onSubmit={(event) => void submit(false)(event)}>
          <div className="dialog-body form-stack">
            {fault !== null && <ErrorNotice error={fault} what="Not saved" />}
            <KubernetesFields stored={fabric} />
            {save.data !== null && save.data !== undefined && (
              <ConnectionTestResult result={save.data} detailTitle="Kubernetes" />
            )}
          </div>
          <div className="dialog-foot">
            <button type="button" className="btn" onClick={onClose}>
              Close
            </button>
            <BusyButton
              className="btn"
              icon="connection"
              busy={save.isPending && save.variables.test}
              onClick={() => void submit(true)()}
            >
              Save and test
            </BusyButton>
            <SaveButton busy={save.isPending && !save.variables.test}>Save</SaveButton>
          </div>
        </form>
      </FormProvider>
    </Dialog>
  );
}
