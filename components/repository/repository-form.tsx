'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { changedFields } from '#components/object/changed-fields.ts';
import { ConnectionTestResult } from '#components/object/connection-test-result.tsx';
import { SelectField, TextField } from '#components/object/fields.tsx';
import { showServerErrors } from '#components/object/form-errors.ts';
import { SecretField } from '#components/object/secret-field.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { SaveButton } from '#components/ui/save-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Link } from '#components/ui/link.tsx';
import { type Repository, repositoryInput } from '#server/domain/wire/repository.ts';
import { GIT_AUTH_TYPES } from '#server/domain/words.ts';
import { AUTH_WORDS } from './repository-words.ts';

type Input = z.input<typeof repositoryInput>;
type Output = z.output<typeof repositoryInput>;

const FIELDS = Object.keys(repositoryInput.shape);
const AUTH_CHOICES = GIT_AUTH_TYPES.map((type) => ({ value: type, title: AUTH_WORDS[type] }));
const KEY_ROWS = 5;

/** Adds a repository, or changes one; what is in the form can be tried before it is saved. */
export function RepositoryForm({ stored }: { readonly stored?: Repository }) {
  const router = useRouter();
  const client = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(repositoryInput),
    defaultValues: {
      name: stored?.name ?? '',
      url: stored?.url ?? '',
      branch: stored?.branch ?? 'main',
      auth_type: stored?.auth_type ?? 'none',
      username: stored?.username ?? '',
    },
  });
  const auth = useWatch({ control: form.control, name: 'auth_type' });
  const onError = (error: unknown) => setFault(showServerErrors(form, FIELDS, error));
  const save = useMutation({
    mutationFn: (values: Output) =>
      stored === undefined
        ? call('POST /repositories', { body: values })
        : call('PATCH /repositories/{id}', {
            params: { id: stored.id },
            body: changedFields(stored, values),
          }),
    onMutate: () => setFault(null),
    onError,
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ['repositories'] });
      void client.invalidateQueries({ queryKey: ['repository', saved.id] });
      router.push(paths.repository(saved.id));
    },
  });
  const test = useMutation({
    mutationFn: (values: Output) => call('POST /repositories/test-connection', { body: values }),
    onMutate: () => setFault(null),
    onError,
  });
  // The server cannot try a form with secrets that only it knows: what is stored is tried on the repository's page.
  const keepsSecret =
    stored !== undefined && auth !== 'none' && (stored.token_set || stored.ssh_private_key_set);
  return (
    <FormProvider {...form}>
      <form
        className="form-grid"
        noValidate
        aria-label="Repository"
        onSubmit={(event) => void form.handleSubmit((values) => save.mutate(values))(event)}
      >
        {fault !== null && (
          <ErrorNotice error={fault} what={save.error === null ? 'Not tested' : 'Not saved'} />
        )}
        <Card title="Repository">
          <div className="card-body">
            <TextField name="name" label="Name" required />
            <TextField
              name="url"
              label="URL"
              required
              placeholder="https://git.example/team/fabrics.git"
              hint="https, ssh or git@host:path. Credentials have fields of their own below."
            />
            <TextField name="branch" label="Branch" required />
          </div>
        </Card>
        <Card title="Sign-in">
          <div className="card-body">
            <SelectField name="auth_type" label="Method" choices={AUTH_CHOICES} />
            {auth === 'basic' && <TextField name="username" label="User name" />}
            {(auth === 'token' || auth === 'basic') && (
              <SecretField
                name="token"
                label={auth === 'token' ? 'Access token' : 'Password'}
                stored={stored?.token_set ?? false}
                hint="Kept encrypted and never shown again."
              />
            )}
            {auth === 'ssh_key' && (
              <SecretField
                name="ssh_private_key"
                label="SSH private key"
                rows={KEY_ROWS}
                stored={stored?.ssh_private_key_set ?? false}
                hint="Without a passphrase. Kept encrypted and never shown again."
              />
            )}
          </div>
        </Card>
        {test.data !== undefined && (
          <ConnectionTestResult result={test.data} detailTitle="Commit" onDismiss={test.reset} />
        )}
        <div className="form-actions">
          <SaveButton busy={save.isPending}>{stored === undefined ? 'Add repository' : 'Save'}</SaveButton>
          <BusyButton
            className="btn"
            icon="connection"
            busy={test.isPending}
            onClick={() => void form.handleSubmit((values) => test.mutate(values))()}
          >
            Test connection
          </BusyButton>
          <Link
            className="btn"
            href={stored === undefined ? paths.repositories() : paths.repository(stored.id)}
          >
            Cancel
          </Link>
        </div>
        {keepsSecret && (
          <p className="form-hint">
            The test here uses only what is in this form. To try the stored secret, save and test on the
            repository’s page.
          </p>
        )}
      </form>
    </FormProvider>
  );
}
