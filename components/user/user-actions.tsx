'use client';

import { useState } from 'react';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import type { User } from '#server/domain/wire/user.ts';
import { MadePassword } from './made-password.tsx';
import { useDeleteUser, useResetPassword, useUpdateUser } from './user-queries.ts';

interface UserDialogProps {
  readonly user: User;
  readonly onClose: () => void;
}

export function DisableUserDialog({ user, onClose }: UserDialogProps) {
  const update = useUpdateUser();
  return (
    <ConfirmDialog
      title={`Disable ${user.username}?`}
      verb="Disable user"
      icon="account-off-outline"
      busy={update.isPending}
      error={update.error}
      onConfirm={() => update.mutate({ id: user.id, input: { enabled: false } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="mb-0">
        They are signed out everywhere at once, and their API tokens are refused until the user is enabled
        again.
      </p>
    </ConfirmDialog>
  );
}

export function DeleteUserDialog({ user, onClose }: UserDialogProps) {
  const remove = useDeleteUser();
  return (
    <ConfirmDialog
      title={`Delete ${user.username}?`}
      verb="Delete user"
      icon="trash-can-outline"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(user.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="mb-0">
        Sessions, API tokens and grants go with the user and cannot be brought back. What they did stays in
        the activity.
      </p>
    </ConfirmDialog>
  );
}

export function ResetPasswordDialog({ user, onClose }: UserDialogProps) {
  const reset = useResetPassword();
  const [revokeTokens, setRevokeTokens] = useState(false);
  const made = reset.data?.password ?? null;
  if (made !== null) return <MadePassword username={user.username} password={made} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={`Reset the password of ${user.username}?`}
      verb="Reset password"
      icon="lock-reset"
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate({ id: user.id, revokeTokens })}
      onClose={onClose}
    >
      <p>
        A new password is made and shown once. They are signed out everywhere. Their API tokens stay valid, so
        that programs go on, unless you revoke them here.
      </p>
      <label className="form-check mb-0">
        <input
          type="checkbox"
          className="form-check-input"
          checked={revokeTokens}
          onChange={(event) => setRevokeTokens(event.target.checked)}
        />
        <span className="form-check-label">Revoke this user&apos;s API tokens too</span>
      </label>
    </ConfirmDialog>
  );
}
