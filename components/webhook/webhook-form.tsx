'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { FormProvider, useForm, useFormContext, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { useFabricNames } from '#components/fabric/fabric-queries.ts';
import { changedFields } from '#components/object/changed-fields.ts';
import { CheckField, SelectField, TextField } from '#components/object/fields.tsx';
import { showServerErrors } from '#components/object/form-errors.ts';
import { SecretField } from '#components/object/secret-field.tsx';
import { SaveButton } from '#components/ui/save-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { type Webhook, webhookInput, webhookPatch } from '#server/domain/wire/webhook.ts';
import { EventFields } from './event-fields.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { useWebhookChange } from './webhook-queries.ts';

type Input = z.input<typeof webhookInput>;

const FIELDS = Object.keys(webhookPatch.shape);
const NEW: Input = {
  name: '',
  type: 'webhook',
  url: '',
  recipients: [],
  events: ['notices'],
  fabric_id: null,
  enabled: true,
};

/** Adds a receiver, or changes one; its type stays what it was made as. */
export function WebhookDialog({
  stored,
  onClose,
}: {
  readonly stored: Webhook | null;
  readonly onClose: () => void;
}) {
  const change = useWebhookChange();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<Input>({
    // A change sends the fields of the type; whether they fit together is for the server to say.
    ...(stored === null ? { resolver: zodResolver(webhookInput) as never } : {}),
    defaultValues: stored === null ? NEW : valuesOf(stored),
  });
  const submit = form.handleSubmit((values) => {
    setFault(null);
    const onError = (error: unknown) => setFault(showServerErrors(form, FIELDS, error));
    if (stored === null) {
      change.mutate({ verb: 'create', input: webhookInput.parse(values) }, { onSuccess: onClose, onError });
      return;
    }
    const { type: _, ...given } = values;
    const input = changedFields(stored, given);
    const { id, version } = stored;
    change.mutate({ verb: 'update', id, version, input }, { onSuccess: onClose, onError });
  });
  return (
    <Dialog title={stored === null ? 'Add a receiver' : `Edit ${stored.name}`} onClose={onClose}>
      <FormProvider {...form}>
        <form noValidate aria-label="Receiver" onSubmit={(event) => void submit(event)}>
          <div className="dialog-body form-stack">
            {fault !== null && <ErrorNotice error={fault} what="Not saved" />}
            <TextField name="name" label="Name" required />
            {stored === null && (
              <SelectField
                name="type"
                label="Sent by"
                choices={[
                  { value: 'webhook', title: 'Webhook: a signed POST of JSON' },
                  { value: 'email', title: 'E-mail' },
                ]}
              />
            )}
            <Address stored={stored} />
            <EventFields />
            <FabricField stored={stored} />
            <CheckField
              name="enabled"
              label="Enabled"
              hint="Off: nothing is sent, and what waits is dropped."
            />
          </div>
          <div className="dialog-foot">
            <button type="button" className="btn" onClick={onClose}>
              Cancel
            </button>
            <SaveButton busy={change.isPending}>{stored === null ? 'Add receiver' : 'Save'}</SaveButton>
          </div>
        </form>
      </FormProvider>
    </Dialog>
  );
}

function valuesOf({ name, type, url, recipients, events, fabric_id, enabled }: Webhook): Input {
  return { name, type, url, recipients, events, fabric_id, enabled };
}

function Address({ stored }: { readonly stored: Webhook | null }) {
  const { control } = useFormContext<Input>();
  const type = useWatch({ control, name: 'type' });
  if (type === 'email') return <RecipientsField />;
  return (
    <>
      <TextField name="url" label="URL" type="url" required placeholder="https://example.org/hook" />
      <SecretField
        name="secret"
        label="Secret"
        stored={stored?.secret_set ?? false}
        hint="At least 16 characters. Each message is signed by it: HMAC-SHA256 in X-Fabric-Sync-Signature."
      />
    </>
  );
}

function FabricField({ stored }: { readonly stored: Webhook | null }) {
  const names = useFabricNames().data ?? [];
  const current = stored?.fabric_id ?? null;
  const missing =
    current !== null && !names.some(({ id }) => id === current)
      ? [{ value: String(current), title: stored?.fabric_name ?? `Fabric ${current}` }]
      : [];
  return (
    <SelectField
      name="fabric_id"
      label="Of"
      choices={[
        { value: '', title: 'All fabrics' },
        ...missing,
        ...names.map(({ id, name }) => ({ value: String(id), title: name })),
      ]}
      read={(value) => (value === '' ? null : Number(value))}
    />
  );
}
