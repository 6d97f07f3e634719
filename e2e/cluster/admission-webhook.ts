import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { createAuthority, issueServerCertificate } from './certificates.ts';
import type { ApiBody, ApiClient } from './client.ts';

type Review = {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  dryRun: boolean;
  object: ApiBody | null;
  oldObject: ApiBody | null;
};

export type Verdict = {
  /** Absent: allowed. */
  denied?: string;
  warnings?: string[];
  /** A JSON patch; only a mutating webhook may give one. */
  patch?: { op: 'add' | 'replace' | 'remove'; path: string; value?: unknown }[];
};

export type AdmissionWebhook = {
  /** Stops to answer while the API server still asks: connections are refused. */
  hangUp: () => Promise<void>;
  /** Takes the registration away and ends. */
  stop: () => Promise<void>;
};

type Options = {
  type: 'validating' | 'mutating';
  /** As refusals name it, e.g. "vvpc.kb.io". Unique in the cluster. */
  name: string;
  group: string;
  resource: string;
  /** Only objects with these labels are asked about: a webhook meets everybody who writes to the cluster. */
  labels?: Record<string, string>;
  /** Only objects in this namespace are. One of the two is set. */
  namespace?: string;
  operations?: Review['operation'][];
  /** A promise that never settles gives a webhook that hangs. */
  decide: (review: Review) => Verdict | Promise<Verdict>;
  timeoutSeconds?: number;
};

/**
 * Registers an admission webhook of our own with an API server on this machine, as a fabric's controller has them (failurePolicy Fail).
 * The API server learns of it a moment later: wait for its effect.
 */
export async function startAdmissionWebhook(client: ApiClient, options: Options): Promise<AdmissionWebhook> {
  const authority = createAuthority();
  const { cert, key } = issueServerCertificate(authority, { hosts: ['127.0.0.1'] });
  const server = createServer({ cert, key }, (request, response) => {
    void answer(request, options.decide).then((body) => {
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the webhook has no port');

  const kind =
    options.type === 'validating' ? 'ValidatingWebhookConfiguration' : 'MutatingWebhookConfiguration';
  const path = `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}s`;
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: options.name },
    webhooks: [registration(options, `https://127.0.0.1:${address.port}/`, authority.cert)],
  };
  async function hangUp(): Promise<void> {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }

  const { status, body } = await client.send('POST', path, { body: configuration });
  if (status !== 201) {
    await hangUp();
    throw new Error(`the webhook was refused: ${status} ${body.message}`);
  }
  return {
    hangUp,
    async stop() {
      await client.send('DELETE', `${path}/${options.name}`);
      await hangUp();
    },
  };
}

function registration(
  {
    name,
    group,
    resource,
    labels = {},
    namespace,
    operations = ['CREATE', 'UPDATE', 'DELETE'],
    timeoutSeconds = 10,
  }: Options,
  url: string,
  caBundle: string,
) {
  return {
    name,
    clientConfig: { url, caBundle: Buffer.from(caBundle).toString('base64') },
    rules: [
      {
        apiGroups: [group],
        apiVersions: ['*'],
        resources: [resource],
        operations,
      },
    ],
    objectSelector: { matchLabels: labels },
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
    failurePolicy: 'Fail',
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    timeoutSeconds,
  };
}

async function answer(request: IncomingMessage, decide: Options['decide']): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { request: review } = JSON.parse(Buffer.concat(chunks).toString()) as {
    request: Review & { uid: string };
  };
  const { denied, warnings, patch } = await decide(review);
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: {
      uid: review.uid,
      allowed: denied === undefined,
      // What controller-runtime sends for a plain error.
      ...(denied === undefined ? {} : { status: { code: 403, reason: 'Forbidden', message: denied } }),
      ...(warnings ? { warnings } : {}),
      ...(patch
        ? { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }
        : {}),
    },
  };
}
