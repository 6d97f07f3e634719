'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { paths } from '#app/paths.ts';
import { call } from '#components/api/client.ts';
import { changedFields } from '#components/object/changed-fields.ts';
import { showServerErrors } from '#components/object/form-errors.ts';
import { SaveButton } from '#components/ui/save-button.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Link } from '#components/ui/link.tsx';
import { type Fabric, fabricInput } from '#server/domain/wire/fabric.ts';
import { FabricFormCards } from './fabric-form-cards.tsx';

type Input = z.input<typeof fabricInput>;
type Output = z.output<typeof fabricInput>;

const FIELDS = Object.keys(fabricInput.shape);

/** What a new fabric starts from; the schema knows the defaults. */
function defaults(): Input {
  const { name: _, ...rest } = fabricInput.parse({ name: 'new' });
  return { ...rest, name: '' };
}

function storedValues(stored: Fabric): Input {
  const values = new Map<string, unknown>(Object.entries(stored));
  return Object.fromEntries(FIELDS.map((name) => [name, values.get(name)])) as Input;
}

/** Adds a fabric, or changes one; a change sends only what was changed. */
export function FabricForm({ stored }: { readonly stored?: Fabric }) {
  const router = useRouter();
  const client = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<Input, unknown, Output>({
    resolver: zodResolver(fabricInput),
    defaultValues: stored === undefined ? defaults() : storedValues(stored),
  });
  const save = useMutation({
    mutationFn: (values: Output) =>
      stored === undefined
        ? call('POST /fabrics', { body: values })
        : call('PATCH /fabrics/{id}', { params: { id: stored.id }, body: changedFields(stored, values) }),
    onMutate: () => setFault(null),
    onError: (error) => setFault(showServerErrors(form, FIELDS, error)),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ['fabrics'] });
      client.setQueryData(['fabric', saved.id], saved);
      router.push(paths.fabric(saved.id));
    },
  });
  return (
    <FormProvider {...form}>
      <form
        className="form-grid"
        noValidate
        aria-label="Fabric"
        onSubmit={(event) => void form.handleSubmit((values) => save.mutate(values))(event)}
      >
        {fault !== null && <ErrorNotice error={fault} what="Not saved" />}
        <FabricFormCards stored={stored} />
        <div className="form-actions">
          <SaveButton busy={save.isPending}>{stored === undefined ? 'Add fabric' : 'Save'}</SaveButton>
          <Link className="btn" href={stored === undefined ? paths.fabrics() : paths.fabric(stored.id)}>
            Cancel
          </Link>
        </div>
      </form>
    </FormProvider>
  );
}
