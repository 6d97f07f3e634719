'use client';

import { useMutation } from '@tanstack/react-query';
import { call } from '#components/api/client.ts';
import { ConnectionTestResult } from '#components/object/connection-test-result.tsx';
import { useRights } from '#components/session/use-rights.ts';
import { RelativeTime } from '#components/time/relative-time.tsx';
import { BusyButton } from '#components/ui/busy-button.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorNotice } from '#components/ui/error-notice.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { IN_CLUSTER } from '#server/domain/in-cluster.ts';
import type { Fabric } from '#server/domain/wire/fabric.ts';
import { useDoctor } from './doctor-query.ts';

const none = <span className="text-muted">none</span>;

/** The cluster of a fabric and how it is reached. */
export function KubernetesCard({ fabric }: { readonly fabric: Fabric }) {
  const { canOperate } = useRights(fabric.id);
  const test = useMutation({
    mutationFn: () => call('POST /fabrics/{id}/test-connection', { params: { id: fabric.id } }),
  });
  const configured = fabric.kubernetes_server !== '';
  return (
    <Card
      title="Kubernetes"
      aside={
        canOperate &&
        configured && (
          <BusyButton
            className="btn btn-sm"
            icon="connection"
            busy={test.isPending}
            onClick={() => test.mutate()}
          >
            Test connection
          </BusyButton>
        )
      }
    >
      {(test.data !== undefined || test.error !== null) && (
        <div className="card-body pb-0">
          {test.data !== undefined && (
            <ConnectionTestResult result={test.data} detailTitle="Kubernetes" onDismiss={test.reset} />
          )}
          {test.error !== null && <ErrorNotice error={test.error} what="Not tested" onDismiss={test.reset} />}
        </div>
      )}
      <Facts
        facts={[
          {
            title: 'API server',
            value: configured ? <span className="mono">{fabric.kubernetes_server}</span> : none,
          },
          { title: 'Namespace', value: <span className="mono">{fabric.kubernetes_namespace}</span> },
          {
            title: 'Version',
            value: fabric.kubernetes_version ?? <span className="text-muted">not asked yet</span>,
          },
          { title: 'Credentials', value: <Credentials fabric={fabric} /> },
          { title: 'TLS', value: <Tls fabric={fabric} /> },
          fabric.kubernetes_proxy_url === ''
            ? undefined
            : { title: 'Proxy', value: <span className="mono">{fabric.kubernetes_proxy_url}</span> },
          canOperate ? { title: 'Checklist', value: <Doctor fabricId={fabric.id} /> } : undefined,
          fabric.connection_error === null
            ? undefined
            : { title: 'Connection', value: <span className="text-bad">{fabric.connection_error}</span> },
        ]}
      />
    </Card>
  );
}

/** "[ Doctor ] 14 of 14 ✓": the details stand in a card of their own. */
function Doctor({ fabricId }: { readonly fabricId: number }) {
  const { data, isFetching, refetch } = useDoctor(fabricId);
  return (
    <span className="doctor-line">
      <BusyButton className="btn btn-sm" icon="stethoscope" busy={isFetching} onClick={() => void refetch()}>
        Doctor
      </BusyButton>
      {data !== undefined && (
        <span className={data.passed ? 'text-good' : 'text-bad'}>
          {data.counts.ok + data.counts.warning} of {data.counts.total} {data.passed ? '✓' : 'passed'}
        </span>
      )}
    </span>
  );
}

function Credentials({ fabric }: { readonly fabric: Fabric }) {
  const what = credentialWords(fabric);
  if (what === null) {
    return fabric.kubernetes_server === IN_CLUSTER ? (
      <>The service account of this app’s pod</>
    ) : (
      <>None: requests go unsigned</>
    );
  }
  return (
    <>
      {what} set <RelativeTime at={fabric.credentials_set_at} none="earlier" />
    </>
  );
}

function credentialWords(fabric: Fabric): string | null {
  const hasCertificate = fabric.kubernetes_client_cert !== '' && fabric.kubernetes_client_key_set;
  if (fabric.kubernetes_token_set) return hasCertificate ? 'Token and client certificate' : 'Token';
  return hasCertificate ? 'Client certificate' : null;
}

function Tls({ fabric }: { readonly fabric: Fabric }) {
  if (!fabric.kubernetes_tls_verify) {
    return (
      <Tag tone="bad" icon="shield-off-outline">
        Certificate not verified
      </Tag>
    );
  }
  return (
    <>
      {fabric.kubernetes_ca_cert === ''
        ? 'Verified by the system’s authorities'
        : 'Verified by the fabric’s CA'}
    </>
  );
}
