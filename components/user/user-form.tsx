'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { FormProvider, useForm, useFormContext, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { changedFields } from '#components/object/changed-fields.ts';
import { CheckField, SelectField, TextField } from '#components/object/fields.tsx';
import { showServerErrors } from '#components/object/form-errors.ts';
import { SaveButton } from '#components/ui/save-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { USER_ROLES, type UserRole } from '#server/domain/permissions.ts';
import { type User, userInput, userPatch } from '#server/domain/wire/user.ts';
import { GrantsField } from './grants-field.tsx';
import { MadePassword } from './made-password.tsx';
import { useCreateUser, useUpdateUser } from './user-queries.ts';
import { ROLE_WORDS } from './user-words.ts';

const CREATE_FIELDS = Object.keys(userInput.shape);
const EDIT_FIELDS = Object.keys(userPatch.shape);
const NEW: z.input<typeof userInput> = {
  username: '',
  name: '',
  email: '',
  role: 'viewer',
  all_fabrics: true,
  grants: [],
};

/** Adds a person and shows the password that was made, once. */
export function AddUserDialog({ onClose }: { readonly onClose: () => void }) {
  const create = useCreateUser();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<z.input<typeof userInput>, unknown, z.output<typeof userInput>>({
    resolver: zodResolver(userInput),
    defaultValues: NEW,
  });
  if (create.data !== undefined) {
    const { username, password } = create.data;
    return <MadePassword username={username} password={password ?? ''} onClose={onClose} />;
  }
  const submit = form.handleSubmit((values) => {
    setFault(null);
    create.mutate(values, { onError: (error) => setFault(showServerErrors(form, CREATE_FIELDS, error)) });
  });
  return (
    <Dialog title="Add a user" onClose={onClose}>
      <FormProvider {...form}>
        <form noValidate aria-label="User" onSubmit={(event) => void submit(event)}>
          <div className="dialog-body form-stack">
            {fault !== null && <ErrorNotice error={fault} what="Nobody was added" />}
            <TextField
              name="username"
              label="User name"
              required
              hint="For signing in; it cannot be changed later."
            />
            <Person stored={null} />
            <p className="form-hint mb-0">A password is made, and shown once when the user is there.</p>
          </div>
          <Foot verb="Add user" busy={create.isPending} onClose={onClose} />
        </form>
      </FormProvider>
    </Dialog>
  );
}

export function EditUserDialog({ stored, onClose }: { readonly stored: User; readonly onClose: () => void }) {
  const update = useUpdateUser();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<z.input<typeof userPatch>, unknown, z.output<typeof userPatch>>({
    resolver: zodResolver(userPatch),
    defaultValues: valuesOf(stored),
  });
  const submit = form.handleSubmit((values) => {
    setFault(null);
    const onError = (error: unknown) => setFault(showServerErrors(form, EDIT_FIELDS, error));
    const input = changedFields(valuesOf(stored), values);
    // The list of grants is replaced whole: without the version it would undo another person's.
    update.mutate({ id: stored.id, input, version: stored.version }, { onSuccess: onClose, onError });
  });
  return (
    <Dialog title={`Edit ${stored.username}`} onClose={onClose}>
      <FormProvider {...form}>
        <form noValidate aria-label="User" onSubmit={(event) => void submit(event)}>
          <div className="dialog-body form-stack">
            {fault !== null && <ErrorNotice error={fault} what="Not saved" />}
            <Person stored={stored} />
          </div>
          <Foot verb="Save" busy={update.isPending} onClose={onClose} />
        </form>
      </FormProvider>
    </Dialog>
  );
}

const valuesOf = ({ name, email, role, all_fabrics, grants }: User) => ({
  name,
  email,
  role: role as UserRole,
  all_fabrics,
  grants: grants.map((grant) => ({ fabric_id: grant.fabric_id, role: grant.role })),
});

function Person({ stored }: { readonly stored: User | null }) {
  return (
    <>
      <TextField name="name" label="Name" required />
      <TextField name="email" label="E-mail" type="email" required />
      <SelectField
        name="role"
        label="Role"
        choices={USER_ROLES.map((value) => ({ value, title: ROLE_WORDS[value] }))}
      />
      <AllFabrics />
      <GrantsField stored={stored} />
    </>
  );
}

function AllFabrics() {
  const { control } = useFormContext();
  const role = useWatch({ control, name: 'role' }) as UserRole;
  const hint = role === 'administrator' ? 'Administrators see all fabrics.' : 'Off: only those granted here.';
  return <CheckField name="all_fabrics" label="All fabrics" hint={hint} />;
}

interface FootProps {
  readonly verb: string;
  readonly busy: boolean;
  readonly onClose: () => void;
}

function Foot({ verb, busy, onClose }: FootProps) {
  return (
    <div className="dialog-foot">
      <button type="button" className="btn" onClick={onClose}>
        Cancel
      </button>
      <SaveButton busy={busy}>{verb}</SaveButton>
    </div>
  );
}
