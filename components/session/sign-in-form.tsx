'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asApiError } from '#components/api/as-api-error.ts';
import { call } from '#components/api/client.ts';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { formText } from '#components/ui/form-text.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { safeReturnPath } from './return-path.ts';

/** Signs in by name and password; the server sets the session cookie. */
export function SignInForm({ next }: { readonly next: string | undefined }) {
  const [shown, setShown] = useState(false);
  const signIn = useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      call('POST /session', { body: credentials }),
    // A full load: the server renders the first page with the new cookie.
    onSuccess: () => globalThis.location.assign(safeReturnPath(next)),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({
      username: formText(form, 'username'),
      password: formText(form, 'password'),
    });
  };
  const refused = signIn.error !== null && [400, 401, 403, 422].includes(asApiError(signIn.error).status);
  return (
    <form className="card" method="post" onSubmit={submit} aria-label="Sign in">
      <div className="card-body">
        {refused && (
          <Notice tone="bad" assertive>
            <strong>Name or password is wrong</strong>
            <div>Check both; capital letters count.</div>
          </Notice>
        )}
        {signIn.error !== null && !refused && <ErrorNotice error={signIn.error} what="Not signed in" />}
        <div className="mb-3">
          <label className="form-label" htmlFor="username">
            Username
          </label>
          <input
            className="form-control"
            id="username"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        </div>
        <div className="mb-3">
          <label className="form-label" htmlFor="password">
            Password
          </label>
          <div className="input-group">
            <input
              className="form-control"
              id="password"
              name="password"
              type={shown ? 'text' : 'password'}
              autoComplete="current-password"
              required
            />
            <button
              type="button"
              className="btn btn-icon"
              aria-label={shown ? 'Hide the password' : 'Show the password'}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              <Icon name={shown ? 'eye-off-outline' : 'eye-outline'} />
            </button>
          </div>
        </div>
        <BusyButton
          type="submit"
          className="btn btn-primary w-100"
          icon="login"
          busy={signIn.isPending || signIn.isSuccess}
        >
          Sign in
        </BusyButton>
      </div>
    </form>
  );
}
