'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { CheckField, SelectField, TextField } from '#components/object/fields.tsx';
import { showServerErrors } from '#components/object/form-errors.ts';
import { serverNow } from '#components/time/server-clock.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { ShownOnceDialog } from '#components/ui/shown-once-dialog.tsx';
import { tokenInput } from '#server/domain/wire/token.ts';
import { EXPIRY_DAYS, expiresAt } from './expiry.ts';
import { useCreateToken } from './token-queries.ts';

type Input = z.input<typeof tokenInput>;
type Output = z.output<typeof tokenInput>;

const FIELDS = Object.keys(tokenInput.shape);
const DEFAULT_DAYS = 90;

/** Makes a token and shows its secret, once. */
export function CreateTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const create = useCreateToken();
  const created = create.data;
  if (created !== undefined) {
    return (
      <ShownOnceDialog
        title={`Token ${created.name}`}
        lead="Copy it now: it is shown this once and never again."
        texts={{ token: created.token }}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title="Create an API token" onClose={onClose}>
      <TokenForm create={create} onClose={onClose} />
    </Dialog>
  );
}

interface TokenFormProps {
  readonly create: ReturnType<typeof useCreateToken>;
  readonly onClose: () => void;
}

function TokenForm({ create, onClose }: TokenFormProps) {
  const [fault, setFault] = useState<unknown>(null);
  const [choices] = useState(() =>
    EXPIRY_DAYS.map((days) => ({
      value: expiresAt(days, serverNow()) ?? '',
      title: days === null ? 'Never, until revoked' : `In ${days} days`,
      days,
    })),
  );
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(tokenInput),
    defaultValues: {
      name: '',
      read_only: false,
      expires_at: choices.find(({ days }) => days === DEFAULT_DAYS)?.value ?? null,
    },
  });
  const submit = form.handleSubmit((values) => {
    setFault(null);
    create.mutate(values, { onError: (error) => setFault(showServerErrors(form, FIELDS, error)) });
  });
  return (
    <FormProvider {...form}>
      <form noValidate aria-label="Token" onSubmit={(event) => void submit(event)}>
        <div className="dialog-body form-stack">
          {fault !== null && <ErrorNotice error={fault} what="No token was created" />}
          <TextField name="name" label="Name" required hint="What will use it." />
          <SelectField
            name="expires_at"
            label="Expires"
            choices={choices}
            read={(value) => (value === '' ? null : value)}
          />
          <CheckField
            name="read_only"
            label="Only reads"
            hint="It can look at everything you see, and change nothing."
          />
        </div>
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <BusyButton type="submit" className="btn btn-primary" icon="key-plus" busy={create.isPending}>
            Create token
          </BusyButton>
        </div>
      </form>
    </FormProvider>
  );
}
