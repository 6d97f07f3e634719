import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { securityHeaders } from '#server/http/security-headers.ts';

function exchange(headers: Record<string, string> = {}): {
  request: IncomingMessage;
  response: ServerResponse;
} {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return { request, response: new ServerResponse(request) };
}

const nonceOf = (policy: unknown) => /'nonce-([^']+)'/.exec(String(policy))?.[1];

test('the renderer and the browser are told the same nonce, another for each request', () => {
  const [first, second] = [exchange(), exchange()];

  for (const { response } of [first, second]) securityHeaders(response, { development: false });

  const policy = first.response.getHeader('content-security-policy');
  expect(nonceOf(policy)).toMatch(/^[\w+/=]{20,}$/);
  expect(first.request.headers['content-security-policy']).toBe(policy);
  expect(nonceOf(second.response.getHeader('content-security-policy'))).not.toBe(nonceOf(policy));
});

test('a policy that a client sends has no say', () => {
  const forged = "script-src 'nonce-forged'";
  const { request, response } = exchange({
    'content-security-policy': forged,
    'content-security-policy-report-only': forged,
  });

  securityHeaders(response, { development: false });

  expect(JSON.stringify(request.headers)).not.toContain('forged');
});

test.each([
  [{ development: false }, false, false],
  [{ development: true }, true, false],
  [{ development: false, secure: true }, false, true],
])('%j: eval %s, TLS enforced %s', (options, evaluates, enforced) => {
  const { response } = exchange();

  securityHeaders(response, options);

  const policy = String(response.getHeader('content-security-policy'));
  expect(policy.includes("'unsafe-eval'")).toBe(evaluates);
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
  expect(response.hasHeader('strict-transport-security')).toBe(enforced);
});
