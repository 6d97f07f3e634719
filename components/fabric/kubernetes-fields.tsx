'use client';

import { CheckField, TextAreaField, TextField } from '#components/object/fields.tsx';
import { SecretField } from '#components/object/secret-field.tsx';
import { RelativeTime } from '#components/time/relative-time.tsx';
import type { Fabric } from '#server/domain/wire/fabric.ts';

interface KubernetesFieldsProps {
  readonly stored?: Pick<Fabric, 'kubernetes_token_set' | 'credentials_set_at'> | undefined;
}

/** The fields of a fabric's cluster, in the form as in the configuration dialog. */
export function KubernetesFields({ stored }: KubernetesFieldsProps) {
  return (
    <>
      <TextField
        name="kubernetes_server"
        label="API server"
        type="url"
        placeholder="https://fabric.example:6443"
        hint="Address of the Kubernetes API of the fabric’s control node. Empty: not configured yet."
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
    </>
  );
}
