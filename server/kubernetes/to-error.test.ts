import { describe, expect, it } from 'vitest';
import type { AppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import type { RequestContext } from './errors/context.ts';
import { RequestTimeout } from './errors/transport.ts';
import { statusError, transportError } from './to-error.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const TOKEN = 'canary-token-5f1c';

const about: RequestContext = {
  verb: 'patch',
  resource: 'vpcs.vpc.githedgehog.com',
  kind: 'VPC',
  object: { kind: 'VPC', namespace: 'default', name: 'v1' },
  secrets: { token: TOKEN, server: 'https://k8s.example.com:6443' },
  now: NOW,
};
const { object: _none, ...listing } = { ...about, verb: 'list' };
const { kind: _kind, ...plain } = listing;

function status(code: number, message: string, more: object = {}): string {
  return JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code,
    ...more,
  });
}

function jwt(exp: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ exp, sub: 'system:serviceaccount:default:hnp-sync' })}.c2lnbmF0dXJl`;
}

type Row = {
  title: string;
  status: number;
  body: string;
  context?: RequestContext;
  code: ErrorCode;
  details?: Record<string, unknown>;
  message?: string;
};

// Bodies as kube-apiserver 1.36 sends them.
const ANSWERS: Row[] = [
  {
    title: 'a token that is not known',
    status: 401,
    body: status(401, 'Unauthorized', { reason: 'Unauthorized' }),
    code: 'K8S_AUTH_INVALID_TOKEN',
  },
  {
    title: 'a token whose own time is over',
    status: 401,
    body: status(401, 'Unauthorized', { reason: 'Unauthorized' }),
    context: { ...about, secrets: { ...about.secrets, token: jwt(NOW.getTime() / 1000 - 1) } },
    code: 'K8S_AUTH_TOKEN_EXPIRED',
  },
  {
    title: 'a token that has time left and is refused',
    status: 401,
    body: status(401, 'Unauthorized', { reason: 'Unauthorized' }),
    context: { ...about, secrets: { ...about.secrets, token: jwt(NOW.getTime() / 1000 + 60) } },
    code: 'K8S_AUTH_INVALID_TOKEN',
  },
  {
    title: 'a server that says expired',
    status: 401,
    body: status(401, '[invalid bearer token, token has expired]'),
    code: 'K8S_AUTH_TOKEN_EXPIRED',
  },
  {
    title: 'missing RBAC on an object',
    status: 403,
    body: status(
      403,
      'vpcs.vpc.githedgehog.com "v1" is forbidden: User "system:serviceaccount:default:low" cannot patch resource "vpcs" in API group "vpc.githedgehog.com" in the namespace "default"',
      { reason: 'Forbidden', details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' } },
    ),
    code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
    details: { missing: 'patch vpcs.vpc.githedgehog.com in namespace default' },
  },
  {
    title: 'missing RBAC at the cluster scope',
    status: 403,
    body: status(
      403,
      'customresourcedefinitions.apiextensions.k8s.io "x" is forbidden: User "system:serviceaccount:default:low" cannot get resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope',
    ),
    code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
    details: { missing: 'get customresourcedefinitions.apiextensions.k8s.io' },
  },
  {
    title: 'missing RBAC on a path',
    status: 403,
    body: status(403, 'forbidden: User "system:serviceaccount:default:low" cannot get path "/metrics"', {
      details: {},
    }),
    code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
    details: { missing: 'get /metrics' },
  },
  {
    title: 'a refusal by a proxy',
    status: 403,
    body: '<html><body>Forbidden</body></html>',
    code: 'K8S_AUTH_INSUFFICIENT_PERMISSIONS',
    details: { missing: 'patch vpcs.vpc.githedgehog.com in namespace default' },
  },
  {
    title: 'nobody signed in',
    status: 403,
    body: status(
      403,
      'vpcs.vpc.githedgehog.com is forbidden: User "system:anonymous" cannot list resource "vpcs" in API group "vpc.githedgehog.com" in the namespace "default"',
    ),
    context: listing,
    code: 'K8S_AUTH_INVALID_TOKEN',
  },
  {
    title: 'a webhook that says no',
    status: 403,
    body: status(
      403,
      'admission webhook "vvpc.kb.io" denied the request: failed to validate vpc: IPv4Namespace default not found',
      { reason: 'Forbidden' },
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    message:
      'CRD validation failed: VPC/default/v1: admission webhook vvpc.kb.io: failed to validate vpc: IPv4Namespace default not found',
  },
  {
    title: 'a webhook that says no with a status of its own',
    status: 400,
    body: status(400, 'admission webhook "vswitch.kb.io" denied the request without explanation'),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'admission webhook vswitch.kb.io', why: 'denied' },
  },
  {
    title: 'a policy that says no',
    status: 403,
    body: status(
      403,
      "vpcs.vpc.githedgehog.com \"denied\" is forbidden: ValidatingAdmissionPolicy 'pol' with binding 'bind' denied request: not this name",
      { reason: 'Forbidden' },
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'admission policy pol', why: 'not this name' },
  },
  {
    title: 'a namespace that is going away',
    status: 403,
    body: status(
      403,
      'vpcs.vpc.githedgehog.com "v1" is forbidden: unable to create new content in namespace dying because it is being terminated',
      {
        reason: 'Forbidden',
        details: {
          name: 'v1',
          group: 'vpc.githedgehog.com',
          kind: 'vpcs',
          causes: [
            {
              reason: 'NamespaceTerminating',
              message: 'namespace dying is being terminated',
              field: 'metadata.namespace',
            },
          ],
        },
      },
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: {
      field: 'metadata.namespace',
      why: 'unable to create new content in namespace dying because it is being terminated',
    },
  },
  {
    title: 'a quota',
    status: 403,
    body: status(
      403,
      'vpcs.vpc.githedgehog.com "v1" is forbidden: exceeded quota: q, requested: count/vpcs.vpc.githedgehog.com=1, used: 5, limited: 5',
      { reason: 'Forbidden' },
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'admission' },
  },
  {
    title: 'a webhook that cannot be called',
    status: 500,
    body: status(
      500,
      'Internal error occurred: failed calling webhook "vvpc.kb.io": failed to call webhook: Post "https://fabric-webhook.fab.svc:443/validate?timeout=10s": dial tcp 10.96.0.9:443: connect: connection refused',
      { reason: 'InternalError' },
    ),
    code: 'K8S_API_SERVER_ERROR',
    details: { status: 500 },
  },
  {
    title: 'a webhook that cannot be called, answered as 403',
    status: 403,
    body: status(
      403,
      'vpcs.vpc.githedgehog.com "v1" is forbidden: failed calling webhook "vvpc.kb.io": context deadline exceeded',
    ),
    code: 'K8S_API_SERVER_ERROR',
    details: { status: 403 },
  },
  {
    title: 'a kind that is not served',
    status: 404,
    body: '404 page not found\n',
    context: listing,
    code: 'K8S_CRD_NOT_FOUND',
    details: { kind: 'VPC', resource: 'vpcs.vpc.githedgehog.com' },
  },
  {
    title: 'a path that is not served',
    status: 404,
    body: '404 page not found\n',
    context: plain,
    code: 'K8S_API_SERVER_ERROR',
    details: { status: 404, message: '404 page not found' },
  },
  {
    title: 'a namespace that is not there',
    status: 404,
    body: status(404, 'namespaces "nope" not found', {
      reason: 'NotFound',
      details: { name: 'nope', kind: 'namespaces' },
    }),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'metadata.namespace', why: 'namespace nope does not exist in the cluster' },
  },
  {
    title: 'an object that is gone',
    status: 404,
    body: status(404, 'vpcs.vpc.githedgehog.com "v1" not found', {
      reason: 'NotFound',
      details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' },
    }),
    code: 'K8S_CONFLICT',
    details: { reason: 'gone' },
  },
  {
    title: 'fields of another manager',
    status: 409,
    body: status(
      409,
      'Apply failed with 2 conflicts: conflicts with "kubectl-edit":\n- .spec.subnets.a.subnet\n- .spec.subnets.a.vlan',
      {
        reason: 'Conflict',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message:
                'conflict with "kubectl-edit" using vpc.githedgehog.com/v1beta1 at 2026-11-21T06:43:49Z',
              field: '.spec.subnets.a.subnet',
            },
            {
              reason: 'FieldManagerConflict',
              message:
                'conflict with "kubectl-edit" using vpc.githedgehog.com/v1beta1 at 2026-11-21T06:43:49Z',
              field: '.spec.subnets.a.vlan',
            },
          ],
        },
      },
    ),
    code: 'K8S_CONFLICT',
    details: {
      resource: 'VPC/default/v1',
      field: 'spec.subnets.a.subnet, spec.subnets.a.vlan',
      manager: 'kubectl-edit',
      reason: 'field_owner',
    },
  },
  {
    title: 'a version that is no longer the latest',
    status: 409,
    body: status(
      409,
      'Operation cannot be fulfilled on vpcs.vpc.githedgehog.com "v1": the object has been modified; please apply your changes to the latest version and try again',
      { reason: 'Conflict', details: { name: 'v1', group: 'vpc.githedgehog.com', kind: 'vpcs' } },
    ),
    code: 'K8S_CONFLICT',
    details: { reason: 'stale' },
    message: 'Conflict on VPC/default/v1: the object is owned by another writer, who changed it meanwhile',
  },
  {
    title: 'a deletion of what was created again',
    status: 409,
    body: status(
      409,
      'Operation cannot be fulfilled on VPC.vpc.githedgehog.com "v1": the UID in the precondition (aaaa) does not match the UID in record (58fc48a7). The object might have been deleted and then recreated',
      { reason: 'Conflict' },
    ),
    code: 'K8S_CONFLICT',
    details: { reason: 'recreated' },
  },
  {
    title: 'a deletion of what was changed',
    status: 409,
    body: status(
      409,
      'Operation cannot be fulfilled on VPC.vpc.githedgehog.com "v1": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (263). The object might have been modified',
      { reason: 'Conflict' },
    ),
    code: 'K8S_CONFLICT',
    details: { reason: 'stale' },
  },
  {
    title: 'a name that is taken',
    status: 409,
    body: status(409, 'vpcs.vpc.githedgehog.com "v1" already exists', { reason: 'AlreadyExists' }),
    code: 'K8S_CONFLICT',
    details: { reason: 'exists' },
  },
  {
    title: 'values that the schema refuses, all of them',
    status: 422,
    body: status(422, 'VPC.vpc.githedgehog.com "v1" is invalid: […]', {
      reason: 'Invalid',
      details: {
        causes: [
          {
            reason: 'FieldValueTypeInvalid',
            message:
              'Invalid value: "integer": spec.subnets.a.subnet in body must be of type string: "integer"',
            field: 'spec.subnets.a.subnet',
          },
          { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.role' },
          {
            reason: 'FieldValueInvalid',
            message:
              'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
            field: '<nil>',
          },
        ],
      },
    }),
    code: 'K8S_CRD_VALIDATION_FAILED',
    message:
      'CRD validation failed: VPC/default/v1: spec.subnets.a.subnet: Invalid value: "integer": spec.subnets.a.subnet in body must be of type string: "integer"; spec.role: Required value',
  },
  {
    title: 'a 422 without causes',
    status: 422,
    body: status(422, 'VPC.vpc.githedgehog.com "v1" is invalid: metadata.name: too long'),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'the object', why: 'metadata.name: too long' },
  },
  {
    title: 'unknown fields, strict decoding',
    status: 400,
    body: status(
      400,
      'VPC in version "v1beta1" cannot be handled as a VPC: strict decoding error: unknown field "spec.foo", unknown field "spec.subnets.a.x"',
      { reason: 'BadRequest' },
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: {
      field: 'spec.foo',
      why: 'the cluster does not know this field; spec.subnets.a.x: the cluster does not know this field',
    },
  },
  {
    title: 'a field twice',
    status: 400,
    body: status(
      400,
      'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 1: key "mode" already set in map',
      { reason: 'BadRequest' },
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'mode', why: 'the field stands there twice' },
  },
  {
    title: 'unknown fields in an apply, which comes as 500',
    status: 500,
    body: status(
      500,
      'failed to create typed patch object (default/v1; vpc.githedgehog.com/v1beta1, Kind=VPC): errors:\n  .spec.subnets.a.bogus: field not declared in schema\n  .spec.foo: field not declared in schema',
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: {
      field: 'spec.subnets.a.bogus',
      why: 'the cluster does not know this field; spec.foo: the cluster does not know this field',
    },
  },
  {
    title: 'a wrong type in an apply, which comes as 500',
    status: 500,
    body: status(
      500,
      'failed to create typed patch object (default/v1; vpc.githedgehog.com/v1beta1, Kind=VPC): .spec.subnets.a.subnet: expected string, got &value.valueUnstructured{Value:5}',
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    message: 'CRD validation failed: VPC/default/v1: spec.subnets.a.subnet: expected string, got 5',
  },
  {
    title: 'a field whose key has a colon and a slash',
    status: 500,
    body: status(
      500,
      'failed to create typed patch object (default/v1; g/v1, Kind=VPC): .spec.static.0c:20:12:fe:03:01.x/y: field not declared in schema',
    ),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'spec.static.0c:20:12:fe:03:01.x/y' },
  },
  {
    title: 'a request that makes no sense',
    status: 400,
    body: status(400, 'the name of the object (v3) does not match the name on the URL (v1)', {
      reason: 'BadRequest',
    }),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: {
      field: 'the object',
      why: 'the name of the object (v3) does not match the name on the URL (v1)',
    },
  },
  {
    title: 'http spoken to an https port',
    status: 400,
    body: 'Client sent an HTTP request to an HTTPS server.\n',
    context: plain,
    code: 'K8S_TLS_FAILED',
  },
  {
    title: 'an expired continue token',
    status: 410,
    body: status(410, 'The provided continue parameter is too old', { reason: 'Expired' }),
    context: listing,
    code: 'K8S_API_SERVER_ERROR',
    details: { status: 410 },
  },
  {
    title: 'an object that is too large',
    status: 413,
    body: status(413, 'Request entity too large: limit is 3145728', { reason: 'RequestEntityTooLarge' }),
    code: 'K8S_CRD_VALIDATION_FAILED',
    details: { field: 'the object', why: 'Request entity too large: limit is 3145728' },
  },
  {
    title: 'a server without server-side apply',
    status: 415,
    body: status(415, 'the body of the request was in an unknown format'),
    code: 'K8S_API_VERSION_MISMATCH',
  },
  {
    title: 'too many requests',
    status: 429,
    body: status(429, 'Too many requests, please try again later.', { reason: 'TooManyRequests' }),
    code: 'K8S_RATE_LIMITED',
  },
  {
    title: 'a proxy without a server behind it',
    status: 503,
    body: '<!DOCTYPE html><html><body>Service Unavailable</body></html>',
    code: 'K8S_API_SERVER_ERROR',
    message: 'Kubernetes API server error: 503 the answer is a web page, not JSON',
  },
  {
    title: 'etcd in trouble',
    status: 500,
    body: status(500, 'etcdserver: leader changed'),
    code: 'K8S_API_SERVER_ERROR',
    message: 'Kubernetes API server error: 500 etcdserver: leader changed',
  },
  {
    title: 'an empty answer',
    status: 502,
    body: '',
    code: 'K8S_API_SERVER_ERROR',
    message: 'Kubernetes API server error: 502 the answer is empty',
  },
  {
    title: 'another way',
    status: 302,
    body: '',
    context: plain,
    code: 'K8S_API_SERVER_ERROR',
    message: 'Kubernetes API server error: 302 it redirects elsewhere, and redirects are not followed',
  },
  {
    title: 'JSON of another maker',
    status: 500,
    body: '{"type":"error","code":"ServerError","message":"cluster agent disconnected"}',
    code: 'K8S_API_SERVER_ERROR',
    message: 'Kubernetes API server error: 500 cluster agent disconnected',
  },
];

describe('statusError', () => {
  it.each(ANSWERS)('$status: $title → $code', ({ status: code, body, context = about, ...wanted }) => {
    const error = statusError(code, body, context);

    expect(error.code).toBe(wanted.code);
    if (wanted.details) expect(error.details).toMatchObject(wanted.details);
    if (wanted.message) expect(error.message).toBe(wanted.message);
    expect(`${error.message} ${error.advice}`).not.toContain('unknown');
  });

  it('gives every finding as a field of its own', () => {
    const causes = Array.from({ length: 30 }, (_, index) => ({
      reason: 'FieldValueInvalid',
      message: 'Invalid value',
      field: `spec.f${index}`,
    }));

    const error = statusError(422, status(422, 'x', { details: { causes } }), about);

    expect(error.fields).toHaveLength(10);
    expect(error.fields[1]).toEqual({ field: 'spec.f1', message: 'Invalid value' });
    expect(error.details['why']).toMatch(/; and 20 more$/);
  });

  it.each([400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503])(
    'shows neither token, host nor a long body of a %i',
    (code) => {
      const hostile = `denied Bearer ${TOKEN} for ${TOKEN} on https://k8s.example.com:6443/api at k8s.example.com eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln \u001b[31mred\u202E ${'y'.repeat(100_000)}`;
      const causes = [
        { reason: 'FieldManagerConflict', field: hostile, message: `conflict with "${hostile}"` },
      ];
      const bodies = [
        hostile,
        status(code, hostile),
        status(code, `admission webhook "${TOKEN}" denied the request: ${hostile}`),
        status(code, `x is forbidden: ${hostile}`, {
          details: { causes, name: hostile, kind: 'namespaces' },
        }),
        status(code, hostile, { reason: 'Conflict', details: { causes } }),
        JSON.stringify({ message: hostile }),
      ];

      for (const body of bodies) {
        const shown = everythingIn(statusError(code, body, about));
        expect(shown).not.toContain(TOKEN);
        expect(shown).not.toContain('eyJ');
        expect(shown).not.toContain('k8s.example.com');
        expect(shown).not.toMatch(/\u001b|\u202e/);
        expect(shown.length).toBeLessThan(5_000);
      }
    },
  );
});

describe('transportError', () => {
  const failure = (code: string, message = `connect to 10.0.0.1 ${TOKEN}`): Error =>
    Object.assign(new Error(message), { code });

  it.each<[string, ErrorCode]>([
    ['UND_ERR_CONNECT_TIMEOUT', 'K8S_NETWORK_TIMEOUT'],
    ['ETIMEDOUT', 'K8S_NETWORK_TIMEOUT'],
    ['EHOSTUNREACH', 'K8S_NETWORK_TIMEOUT'],
    ['ENETUNREACH', 'K8S_NETWORK_TIMEOUT'],
    ['ENOTFOUND', 'K8S_DNS_FAILED'],
    ['EAI_AGAIN', 'K8S_DNS_FAILED'],
    ['ECONNREFUSED', 'K8S_CONNECTION_REFUSED'],
    ['ECONNRESET', 'K8S_CONNECTION_REFUSED'],
    ['EPIPE', 'K8S_CONNECTION_REFUSED'],
    ['UND_ERR_SOCKET', 'K8S_CONNECTION_REFUSED'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'K8S_TLS_FAILED'],
    ['CERT_HAS_EXPIRED', 'K8S_TLS_FAILED'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'K8S_TLS_FAILED'],
    ['EPROTO', 'K8S_TLS_FAILED'],
    ['HPE_INVALID_CONSTANT', 'K8S_API_SERVER_ERROR'],
  ])('%s → %s', (code, wanted) => {
    expect(transportError(failure(code))).toMatchObject({ code: wanted });
  });

  it('reads the code of what an error wraps', () => {
    const inner = failure('ECONNREFUSED');

    expect(transportError(new TypeError('fetch failed', { cause: inner }))).toMatchObject({
      code: 'K8S_CONNECTION_REFUSED',
    });
    expect(transportError(new AggregateError([inner, inner]))).toMatchObject({
      code: 'K8S_CONNECTION_REFUSED',
    });
  });

  it('calls an answer that ended too early what it is', () => {
    const error = transportError(failure('UND_ERR_SOCKET', 'other side closed'), 200);

    expect(error).toMatchObject({
      code: 'K8S_API_SERVER_ERROR',
      message: 'Kubernetes API server error: 200 the answer broke off',
    });
  });

  it('names no host and no token', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EPROTO', 'HPE_X'])
      expect(everythingIn(transportError(failure(code)) as AppError)).not.toMatch(/10\.0\.0\.1|canary/);
  });

  it('knows its own time limit', () => {
    expect(transportError(new RequestTimeout())).toMatchObject({ code: 'K8S_NETWORK_TIMEOUT' });
  });

  it.each([new TypeError('x is not a function'), 'a word', new DOMException('stopped', 'AbortError')])(
    'leaves alone what is no failure of the network: %s',
    (error) => {
      expect(transportError(error)).toBe(error);
    },
  );
});

/** All that may reach a page, a log line or the database. */
function everythingIn(error: AppError): string {
  return JSON.stringify([error.message, error.advice, error.details, error.fields, String(error.cause)]);
}
