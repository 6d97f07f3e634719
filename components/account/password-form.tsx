'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { z } from 'zod';
import { call } from '#components/api/client.ts';
import { CheckField, TextField } from '#components/object/fields.tsx';
import { showServerErrors } from '#components/object/form-errors.ts';
import { SaveButton } from '#components/ui/save-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { PASSWORD_MIN_CHARACTERS, passwordChange } from '#server/domain/wire/user.ts';

const FIELDS = Object.keys(passwordChange.shape);
const EMPTY = { current_password: '', new_password: '', repeated: '', revoke_tokens: false };

const passwordForm = passwordChange
  .extend({ repeated: z.string() })
  .refine(({ new_password, repeated }) => new_password === repeated, {
    path: ['repeated'],
    message: 'This is not the same as the new password',
  });

export function PasswordForm() {
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<z.input<typeof passwordForm>, unknown, z.output<typeof passwordForm>>({
    resolver: zodResolver(passwordForm),
    defaultValues: EMPTY,
  });
  const change = useMutation({
    mutationFn: (body: z.infer<typeof passwordChange>) => call('POST /session/password', { body }),
    gcTime: 0,
  });
  const submit = form.handleSubmit(({ current_password, new_password, revoke_tokens }) => {
    setFault(null);
    const input = { current_password, new_password, revoke_tokens };
    change.mutate(input, {
      onSuccess: () => form.reset(EMPTY),
      onError: (error) => setFault(showServerErrors(form, FIELDS, error)),
    });
  });
  return (
    <Card title="Change password">
      <FormProvider {...form}>
        <form
          noValidate
          className="card-body form-stack"
          aria-label="Change password"
          onSubmit={(event) => void submit(event)}
        >
          {fault !== null && <ErrorNotice error={fault} what="The password was not changed" />}
          {change.isSuccess && (
            <Notice tone="good">
              The password was changed. Your other sessions were ended
              {change.variables.revoke_tokens
                ? ', your API tokens revoked.'
                : '; your API tokens stay valid.'}
            </Notice>
          )}
          <TextField
            type="password"
            required
            name="current_password"
            label="Current password"
            autoComplete="current-password"
          />
          <TextField
            type="password"
            required
            name="new_password"
            label="New password"
            autoComplete="new-password"
            hint={`At least ${PASSWORD_MIN_CHARACTERS} characters.`}
          />
          <TextField
            type="password"
            required
            name="repeated"
            label="New password again"
            autoComplete="new-password"
          />
          <CheckField
            name="revoke_tokens"
            label="Revoke my API tokens"
            hint="Off: programs that use one go on as before. Your other sessions end in any case."
          />
          <div className="form-actions">
            <SaveButton busy={change.isPending}>Change password</SaveButton>
          </div>
        </form>
      </FormProvider>
    </Card>
  );
}
