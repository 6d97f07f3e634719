/**
 * What of a fabric and its repository a run is made from; its name and description are not. A failure of a run that was made from
 * another input says nothing about the present one (SPEC section 8: a changed configuration ends a retry series).
 */
const FABRIC_INPUTS = [
  'kubernetesServer',
  'kubernetesNamespace',
  'kubernetesTokenSealed',
  'kubernetesClientCert',
  'kubernetesClientKeySealed',
  'kubernetesCaCert',
  'kubernetesTlsVerify',
  'kubernetesProxyUrl',
  'syncInterval',
  'gitRepositoryId',
  'gitopsDirectory',
  'conflictPolicy',
  'failurePolicy',
  'prune',
  'writeScope',
  'allowReplace',
] as const;

const REPOSITORY_INPUTS = [
  'url',
  'branch',
  'authType',
  'username',
  'tokenSealed',
  'sshPrivateKeySealed',
] as const;

type Inputs<K extends string> = { readonly [key in K]: string | number | boolean | null };

export interface RunInput {
  readonly fabric: Inputs<(typeof FABRIC_INPUTS)[number]>;
  /** Null = the inventory is the source. */
  readonly repository: Inputs<(typeof REPOSITORY_INPUTS)[number]> | null;
}

/** Whether two looks at a fabric would start the same run. Secrets are compared sealed: one that was given again is another. */
export function isSameInput(before: RunInput, after: RunInput): boolean {
  return (
    FABRIC_INPUTS.every((key) => before.fabric[key] === after.fabric[key]) &&
    REPOSITORY_INPUTS.every((key) => before.repository?.[key] === after.repository?.[key])
  );
}
