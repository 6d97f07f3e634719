'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { stringify } from 'yaml';
import { paths } from '#app/paths.ts';
import { asApiError } from '#components/api/as-api-error.ts';
import { call } from '#components/api/client.ts';
import { SelectField, TextAreaField, TextField } from '#components/object/fields.tsx';
import { SaveButton } from '#components/ui/save-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Link } from '#components/ui/link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { SYNCED_KINDS } from '#server/domain/hedgehog/kinds.ts';
import type { ResourceDetail } from '#server/domain/wire/resource.ts';
import type { ChangedResource } from '#server/domain/wire/resource-change.ts';
import { NumberedArea } from './numbered-area.tsx';
import { readMapping } from './yaml-mapping.ts';

interface Values {
  kind: string;
  name: string;
  spec: string;
  labels: string;
  annotations: string;
}

type Texts = Readonly<Record<string, string>>;
const TEXTS = ['spec', 'labels', 'annotations'] as const;
const KIND_CHOICES = SYNCED_KINDS.map(({ kind, title }) => ({
  value: kind,
  title: title === kind ? kind : `${title} (${kind})`,
}));
const SPEC_ROWS = 16;

interface ResourceFormProps {
  readonly fabricId: number;
  readonly stored?: ResourceDetail;
}

const asText = (value: unknown): string =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? stringify(value, { lineWidth: 0, sortMapEntries: true })
    : '';

/** Adds an object to the inventory, or changes one. What was typed stays, whatever the answer is. */
export function ResourceForm({ fabricId, stored }: ResourceFormProps) {
  const router = useRouter();
  const client = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const [saved, setSaved] = useState<ChangedResource | null>(null);
  const form = useForm<Values>({
    defaultValues: {
      kind: stored?.kind ?? 'VPC',
      name: stored?.name ?? '',
      spec: asText(stored?.desired?.['spec']),
      labels: asText(stored?.desired?.['labels']),
      annotations: asText(stored?.desired?.['annotations']),
    },
  });
  const save = useMutation({
    mutationFn: ({ kind, name, ...content }: Values & ParsedTexts) => {
      const { specValue: spec } = content;
      // What is not a text in them is named by the answer, beside its field.
      const labels = content.labelsValue as Texts;
      const annotations = content.annotationsValue as Texts;
      if (stored === undefined) {
        const body = { fabric_id: fabricId, kind, name, spec, labels, annotations };
        return call('POST /resources', { body });
      }
      const version = saved?.version ?? stored.version;
      const body = { spec, labels, annotations, version };
      return call('PATCH /resources/{id}', { params: { id: stored.id }, body });
    },
    onMutate: () => {
      setFault(null);
      setSaved(null);
    },
    onError: (error) => setFault(showFaults(form.setError, error)),
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: ['resources'] });
      void client.invalidateQueries({ queryKey: ['resource', answer.id] });
      void client.invalidateQueries({ queryKey: ['fabric', fabricId] });
      if (answer.warnings.length === 0) router.push(paths.resource(answer.id));
      else setSaved(answer);
    },
  });
  const submit = (values: Values): void => {
    const parsed = parseTexts(values);
    for (const [name, message] of parsed.faults)
      form.setError(name, { type: 'yaml', message }, { shouldFocus: true });
    if (parsed.faults.length === 0) save.mutate({ ...values, ...parsed.values });
  };
  // An object that was added is changed on its own page from now on.
  if (saved !== null && stored === undefined) return <SavedNotice saved={saved} />;
  return (
    <FormProvider {...form}>
      <form
        className="form-grid"
        noValidate
        aria-label="Resource"
        onSubmit={(event) => void form.handleSubmit(submit)(event)}
      >
        {fault !== null && <ErrorNotice error={fault} what="Not saved" />}
        {saved !== null && <SavedNotice saved={saved} />}
        <Card title="Resource">
          <div className="card-body">
            {stored === undefined && (
              <>
                <SelectField name="kind" label="Kind" required choices={KIND_CHOICES} />
                <TextField name="name" label="Name" required placeholder="vpc-1" />
              </>
            )}
            <NumberedArea
              name="spec"
              label="Spec"
              rows={SPEC_ROWS}
              hint="YAML or JSON: what stands under “spec:” in a manifest. It is checked against the cluster’s own schema before it is saved."
            />
            <TextAreaField
              name="labels"
              label="Labels"
              rows={2}
              placeholder="team: net"
              hint="One “key: value” a line."
            />
            <TextAreaField
              name="annotations"
              label="Annotations"
              rows={2}
              hint="One “key: value” a line. Some configure the fabric, such as fabric.githedgehog.com/p2p-link."
            />
          </div>
        </Card>
        <div className="form-actions">
          <SaveButton busy={save.isPending}>{stored === undefined ? 'Add resource' : 'Save'}</SaveButton>
          <Link
            className="btn"
            href={stored === undefined ? paths.fabricTab(fabricId, 'resources') : paths.resource(stored.id)}
          >
            Cancel
          </Link>
        </div>
        <p className="form-hint">Nothing is written to the cluster before the next sync.</p>
      </form>
    </FormProvider>
  );
}

function SavedNotice({ saved }: { readonly saved: ChangedResource }) {
  return (
    <Notice tone="caution" assertive>
      <strong>
        Saved <Link href={paths.resource(saved.id)}>{`${saved.kind} ${saved.name}`}</Link>. Before you sync:
      </strong>
      <ul className="mb-0">
        {saved.warnings.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field !== '' && <span className="mono">{field}: </span>}
            {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

interface ParsedTexts {
  readonly specValue: Readonly<Record<string, unknown>>;
  readonly labelsValue: Readonly<Record<string, unknown>>;
  readonly annotationsValue: Readonly<Record<string, unknown>>;
}

function parseTexts(values: Values): {
  values: ParsedTexts;
  faults: readonly (readonly [(typeof TEXTS)[number], string])[];
} {
  const faults: [(typeof TEXTS)[number], string][] = [];
  const read = (name: (typeof TEXTS)[number]): Readonly<Record<string, unknown>> => {
    const mapping = readMapping(values[name]);
    if ('value' in mapping) return mapping.value;
    faults.push([name, mapping.fault]);
    return {};
  };
  const parsed = {
    specValue: read('spec'),
    labelsValue: read('labels'),
    annotationsValue: read('annotations'),
  };
  return { values: parsed, faults };
}

type SetError = (
  name: keyof Values,
  error: { type: string; message: string },
  options?: { shouldFocus: boolean },
) => void;

/** Findings of `spec.subnets.web` stand under the spec, with their path. @returns what belongs to no field; null = nothing */
function showFaults(setError: SetError, error: unknown): unknown {
  const { fields } = asApiError(error);
  const texts = new Map<keyof Values, string[]>();
  let lost = fields.length === 0;
  for (const { field, message } of fields) {
    const name = FIELD_NAMES.find(
      (each) => field === each || field.startsWith(`${each}.`) || field.startsWith(`${each}[`),
    );
    if (name === undefined) lost = true;
    else texts.set(name, [...(texts.get(name) ?? []), field === name ? message : `${field}: ${message}`]);
  }
  [...texts].forEach(([name, messages], index) => {
    setError(name, { type: 'server', message: messages.join('\n') }, { shouldFocus: index === 0 });
  });
  return lost ? error : null;
}

const FIELD_NAMES = ['kind', 'name', ...TEXTS] as const;
