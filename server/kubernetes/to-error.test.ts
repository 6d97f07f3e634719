import { describe, expect, it } from 'vitest';
import { statusError } from './to-error.ts';
import { TOKEN, about, eachRefusal, everythingIn, listing, plain, status } from './testing/refusals.ts';

// Bodies as kube-apiserver 1.36 sends them.
describe('trouble of the server itself', () => {
  eachRefusal([
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
      title: 'an expired continue token',
      status: 410,
      body: status(410, 'The provided continue parameter is too old', { reason: 'Expired' }),
      context: listing,
      code: 'K8S_API_SERVER_ERROR',
      details: { status: 410 },
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
  ]);

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
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(shown.length).toBeLessThan(5_000);
      }
    },
  );
});
