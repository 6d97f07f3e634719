import { PUSH_HOSTS } from './push-hosts.ts';

/** Where address and secret go, host by host. */
export function PushSetup({ open }: { readonly open: boolean }) {
  return (
    <details className="push-setup" open={open || undefined}>
      <summary>How to set it up at the Git host</summary>
      <dl>
        {PUSH_HOSTS.map(({ name, where, fields }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="text-muted">{where}</span>
              <ul>
                {fields.map((field) => (
                  <li key={field}>{field}</li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
