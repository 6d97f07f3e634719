'use client';

import { useFormState } from 'react-hook-form';
import { CheckField, TextAreaField, TextField } from '#components/object/fields.tsx';
import { SecretField } from '#components/object/secret-field.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { IN_CLUSTER } from '#server/domain/in-cluster.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { ImportKubeconfig } from './import-kubeconfig.tsx';

interface KubernetesFieldsProps {
  readonly stored?: Fabric | undefined;
}

/** The fields of a fabric's cluster, in the form as in the configuration dialog. */
export function KubernetesFields({ stored }: KubernetesFieldsProps) {
  return (
    <>
      <ImportKubeconfig />
      <TextField
        name="kubernetes_server"
        label="API server"
        placeholder="https://fabric.example:6443"
        hint={
          <>
            Address of the Kubernetes API of the fabric’s control node, or <code>{IN_CLUSTER}</code> for the
            cluster that this app runs in. Empty: not configured yet.
          </>
        }
      />
      <TextField name="kubernetes_namespace" label="Namespace" placeholder="default" />
      <SecretField
        name="kubernetes_token"
        label="Service account token"
        stored={stored?.kubernetes_token_set ?? false}
        storedNote={
          <>
            Set <RelativeTime at={stored?.credentials_set_at ?? null} none="earlier" />
          </>
        }
        hint="Kept encrypted and never shown again."
      />
      <TextAreaField
        name="kubernetes_ca_cert"
        label="CA certificate"
        rows={3}
        placeholder="-----BEGIN CERTIFICATE-----"
        hint="PEM. Needed when the cluster’s certificate is its own."
      />
      <CheckField
        name="kubernetes_tls_verify"
        label="Verify the cluster’s TLS certificate"
        hint="Off: anyone on the way can read the token and pose as the cluster."
      />
      <RareFields stored={stored} />
    </>
  );
}

const RARE = ['kubernetes_client_cert', 'kubernetes_client_key', 'kubernetes_proxy_url'] as const;
const PEM_ROWS = 3;

/** What few clusters need; open when it is in use, or when something in it is wrong. */
function RareFields({ stored }: KubernetesFieldsProps) {
  const { errors } = useFormState();
  const inUse =
    stored !== undefined &&
    (stored.kubernetes_client_cert !== '' ||
      stored.kubernetes_client_key_set ||
      stored.kubernetes_proxy_url !== '');
  const isWrong = RARE.some((name) => errors[name] !== undefined);
  return (
    <details open={inUse || isWrong || undefined}>
      <summary>Client certificate and proxy</summary>
      <div className="more-fields">
        <TextAreaField
          name="kubernetes_client_cert"
          label="Client certificate"
          rows={PEM_ROWS}
          placeholder="-----BEGIN CERTIFICATE-----"
          hint="PEM, with its key instead of a token."
        />
        <SecretField
          name="kubernetes_client_key"
          label="Client key"
          rows={PEM_ROWS}
          stored={stored?.kubernetes_client_key_set ?? false}
          hint="PEM, not encrypted. Kept encrypted and never shown again."
        />
        <TextField
          name="kubernetes_proxy_url"
          label="Proxy"
          placeholder="http://proxy.example:3128"
          hint="HTTP proxy through which the cluster is reached. Empty: directly."
        />
      </div>
    </details>
  );
}
