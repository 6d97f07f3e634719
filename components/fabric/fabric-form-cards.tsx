'use client';

import { paths } from '#app/paths.ts';
import { CheckField, NumberField, SelectField, TextField } from '#components/object/fields.tsx';
import { useAllRepositories } from '#components/repository/repository-queries.ts';
import { Card } from '#components/ui/card.tsx';
import { Link } from '#components/ui/link.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { CONFLICT_POLICIES, FAILURE_POLICIES, WRITE_SCOPES } from '#server/domain/words.ts';
import { KubernetesFields } from './kubernetes-fields.tsx';
import { WindowFields } from './window-fields.tsx';
import { CONFLICT_WORDS, FAILURE_WORDS, SCOPE_WORDS } from './policy-words.ts';

const choices = <Word extends string>(words: readonly Word[], titles: Record<Word, string>) =>
  words.map((word) => ({ value: word, title: titles[word] }));

/** The fields of a fabric, in groups. */
export function FabricFormCards({ stored }: { readonly stored: Fabric | undefined }) {
  return (
    <>
      <Card title="Identity">
        <div className="card-body">
          <TextField name="name" label="Name" required />
          <TextField name="description" label="Description" />
        </div>
      </Card>
      <Card title="Kubernetes">
        <div className="card-body">
          <KubernetesFields stored={stored} />
        </div>
      </Card>
      <GitFields stored={stored} />
      <Card title="Schedule">
        <div className="card-body">
          <CheckField
            name="sync_enabled"
            label="Enable sync"
            hint="Off: nothing is written to the cluster, by schedule or by hand."
          />
          <NumberField
            name="sync_interval"
            label="Sync interval"
            min={0}
            step={1}
            placeholder="300 (seconds)"
            hint="Sync interval in seconds (0 to disable)"
            empty={stored === undefined ? undefined : NaN}
          />
          <WindowFields />
        </div>
      </Card>
      <Card title="Policies">
        <div className="card-body">
          <SelectField
            name="conflict_policy"
            label="Conflicts"
            choices={choices(CONFLICT_POLICIES, CONFLICT_WORDS)}
            hint="When another manager owns a field that the desired state sets."
          />
          <SelectField
            name="failure_policy"
            label="On failure"
            choices={choices(FAILURE_POLICIES, FAILURE_WORDS)}
          />
          <SelectField name="write_scope" label="Writes" choices={choices(WRITE_SCOPES, SCOPE_WORDS)} />
          <CheckField
            name="prune"
            label="Delete leftovers"
            hint="Objects that this fabric owns in the cluster and that are no longer desired. Off: they are shown as extra."
          />
          <CheckField
            name="allow_replace"
            label="Replace objects that cannot be changed"
            hint="The type of a Connection and withinVPC of a static external cannot be changed in the cluster. On: such an object is deleted and created anew in one run, and its traffic stops in between. Off: the run is refused and says what to do."
          />
          <CheckField
            name="watch_enabled"
            label="Watch the cluster"
            hint="Kept for the live watch, which this version does not have yet: drift is found by each run."
          />
          <CheckField
            name="self_heal"
            label="Heal drift by itself"
            hint="Kept for the live watch, as above."
          />
        </div>
      </Card>
    </>
  );
}

function GitFields({ stored }: { readonly stored: Fabric | undefined }) {
  const repositories = useAllRepositories();
  const known = (repositories.data?.results ?? []).map(({ id, name }) => ({
    value: String(id),
    title: name,
  }));
  const current = stored?.git_repository ?? null;
  // Until the list has come the stored choice must not look like "none".
  const missing =
    current !== null && !known.some(({ value }) => value === String(current))
      ? [{ value: String(current), title: stored?.git_repository_name ?? `Repository ${current}` }]
      : [];
  return (
    <Card title="Git">
      <div className="card-body">
        <SelectField
          name="git_repository"
          label="Repository"
          choices={[{ value: '', title: 'None: the inventory kept in this app' }, ...missing, ...known]}
          read={(value) => (value === '' ? null : Number(value))}
          hint={
            repositories.error === null ? (
              <>
                Where the desired state is kept. <Link href={paths.newRepository()}>Add a repository</Link>
              </>
            ) : (
              'The repositories could not be read. Reload the page to choose another one.'
            )
          }
        />
        <TextField
          name="gitops_directory"
          label="Directory"
          placeholder="/"
          hint="Directory in the repository whose YAML files are this fabric’s desired state."
        />
      </div>
    </Card>
  );
}
