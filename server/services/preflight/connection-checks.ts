import { X509Certificate } from 'node:crypto';
import { isAppError } from '#server/domain/app-error.ts';
import { mostUrgentFirst, type Verdict } from '#server/domain/preflight.ts';
import { judgeClock, judgeExpiry, judgeTls } from '#server/domain/preflight-verdicts.ts';
import { tokenExpiry } from '#server/kubernetes/errors/token-expiry.ts';
import { probeTcp, probeTls } from '#server/kubernetes/probe.ts';
import { REQUEST_TIMEOUT_MS } from '#server/kubernetes/target.ts';
import { checkServerVersion } from '#server/kubernetes/version-check.ts';
import type { PreflightSession } from '#server/services/preflight/preflight-session.ts';

const TOKEN_ADVICE = 'Store the token of a service account with the fabric';

export async function checkConfigured(session: PreflightSession): Promise<Verdict> {
  const { server, token } = session.target();
  if (server.trim() === '') {
    return {
      status: 'failed',
      detail: 'No Kubernetes server is set',
      advice: 'Enter the address of the API server in the configuration of the fabric',
    };
  }
  const signed = [
    ...(token === null ? [] : ['a token']),
    ...(hasCertificate(session) ? ['a client certificate'] : []),
  ];
  if (signed.length > 0) return { status: 'ok', detail: `A server and ${signed.join(' and ')} are set` };
  return {
    status: 'warning',
    detail: 'No token and no client certificate is stored: requests go unsigned',
    advice: TOKEN_ADVICE,
  };
}

function hasCertificate(session: PreflightSession): boolean {
  const { clientCert = '', clientKey = null } = session.target();
  return clientCert !== '' && clientKey !== null;
}

export async function checkReachable(session: PreflightSession): Promise<Verdict> {
  const target = session.target();
  await probeTcp(target, probeOptions(session));
  if ((target.proxyUrl ?? '') !== '') {
    return { status: 'ok', detail: 'The proxy answers and reaches the server' };
  }
  return { status: 'ok', detail: 'The name resolves and the port answers' };
}

export async function checkTls(session: PreflightSession): Promise<Verdict> {
  const target = session.target();
  const probe = await probeTls(target, probeOptions(session));
  const facts = {
    encrypted: probe !== null,
    verify: target.tlsVerify,
    untrusted: probe?.untrusted ?? null,
    certificateExpiry: probe?.certificateExpiry ?? null,
    ownCa: target.caCert.trim() !== '',
  };
  return judgeTls(facts, new Date());
}

const probeOptions = (session: PreflightSession) => ({
  outbound: session.ctx.outbound,
  signal: session.signal,
  timeoutMs: REQUEST_TIMEOUT_MS,
});

export async function checkClock(session: PreflightSession): Promise<Verdict> {
  const asked = Date.now();
  const date = await session.client().serverDate();
  return judgeClock(date, new Date((asked + Date.now()) / 2));
}

const ANONYMOUS = 'system:anonymous';

/** A token that is refused throws. */
export async function checkIdentity(session: PreflightSession): Promise<Verdict> {
  const client = session.client();
  const who = await client.whoAmI();
  if (who === null) {
    // Where the server does not say who we are, only a request that needs credentials shows that it takes them.
    await client.namespaceExists(session.fabric.kubernetesNamespace);
    if (session.target().token !== null || hasCertificate(session)) {
      return { status: 'ok', detail: 'Accepted; this server does not say who we are' };
    }
  }
  if (who === null || who.username === ANONYMOUS) {
    return { status: 'warning', detail: `The server takes us for ${ANONYMOUS}`, advice: TOKEN_ADVICE };
  }
  return { status: 'ok', detail: `We are ${who.username}` };
}

export async function checkTokenExpiry(session: PreflightSession): Promise<Verdict> {
  const { token, clientCert = '' } = session.target();
  const now = new Date();
  const verdicts = [
    ...(token === null ? [] : [judgeExpiry('token', tokenExpiry(token), now)]),
    ...(hasCertificate(session)
      ? [judgeExpiry('client certificate', new Date(new X509Certificate(clientCert).validTo), now)]
      : []),
  ];
  return mostUrgentFirst(verdicts)[0] ?? { status: 'skipped', detail: 'No credentials are stored' };
}

export async function checkVersion(session: PreflightSession): Promise<Verdict> {
  const version = await session.client().version();
  try {
    checkServerVersion(version);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {
      status: 'failed',
      detail: `${version.gitVersion.slice(0, 60)} is older than 1.29, the oldest that is supported`,
      advice: error.advice,
    };
  }
  return { status: 'ok', detail: `${version.gitVersion.slice(0, 60)}; 1.29 or newer is needed` };
}
