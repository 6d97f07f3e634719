'use client';

import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import { paths } from '#app/paths.ts';
import { formText } from '#components/ui/form-text.ts';
import { Icon } from '#components/ui/icon.tsx';

/** Search of the top bar: leads to the list of fabrics that match. */
export function FabricSearch() {
  const router = useRouter();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = formText(new FormData(event.currentTarget), 'q').trim();
    router.push(paths.fabrics(text === '' ? '' : `?q=${encodeURIComponent(text)}`));
  };
  return (
    <search className="search">
      <form onSubmit={submit}>
        <Icon name="magnify" />
        <input
          className="form-control form-control-sm"
          type="search"
          name="q"
          maxLength={200}
          placeholder="Search fabrics"
          aria-label="Search fabrics"
        />
      </form>
    </search>
  );
}
