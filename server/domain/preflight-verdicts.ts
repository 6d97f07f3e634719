import type { Verdict } from '#server/domain/preflight.ts';

const DAY_MS = 86_400_000;
/** Time enough to have a token or a certificate made anew, weekends included. */
const EXPIRES_SOON_MS = 7 * DAY_MS;
const CERTIFICATE_EXPIRES_SOON_MS = 14 * DAY_MS;
/** Tokens and certificates are judged by the server's clock; beyond this their limits visibly shift. */
const CLOCK_SKEW_LIMIT_MS = 60_000;

/** "12 d", "3 h", "5 min": what is left, rounded down. */
function span(ms: number): string {
  if (ms >= DAY_MS) return `${Math.floor(ms / DAY_MS)} d`;
  if (ms >= 3_600_000) return `${Math.floor(ms / 3_600_000)} h`;
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)} min`;
  return `${Math.max(0, Math.floor(ms / 1_000))} s`;
}

const day = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** When a credential ends. `expiry` null = it says nothing about an end. */
export function judgeExpiry(what: string, expiry: Date | null, now: Date): Verdict {
  if (expiry === null) return { status: 'ok', detail: `The ${what} names no end` };
  const left = expiry.getTime() - now.getTime();
  if (left <= 0) {
    return {
      status: 'failed',
      detail: `The ${what} expired ${span(-left)} ago, on ${day(expiry)}`,
      advice: `Make a new ${what} and store it with the fabric`,
    };
  }
  const detail = `The ${what} expires in ${span(left)}, on ${day(expiry)}`;
  if (left >= EXPIRES_SOON_MS) return { status: 'ok', detail };
  return {
    status: 'warning',
    detail,
    advice: `Make a new ${what} and store it with the fabric before then; runs stop when it ends`,
  };
}

/**
 * Whether the cluster's clock and ours agree. The Date header has whole seconds and the answer took a while, so the
 * difference is known to about a second. @param ourTime the middle of the request
 */
export function judgeClock(serverDate: Date | null, ourTime: Date): Verdict {
  if (serverDate === null) {
    return { status: 'skipped', detail: 'The server does not say what time it has' };
  }
  const skew = serverDate.getTime() - ourTime.getTime();
  const size = Math.abs(skew);
  if (size <= CLOCK_SKEW_LIMIT_MS) {
    return { status: 'ok', detail: `The clocks differ by ${size < 2_000 ? 'less than 2 s' : span(size)}` };
  }
  return {
    status: 'warning',
    detail: `The cluster's clock is ${span(size)} ${skew > 0 ? 'ahead of' : 'behind'} ours`,
    advice: 'Set both by NTP: tokens and certificates are judged by the clock',
  };
}

/** How the connection is protected, in words. */
export interface TlsFacts {
  readonly encrypted: boolean;
  /** Whether the fabric asks for verification. */
  readonly verify: boolean;
  /** Why the certificate is not trusted, in words; null = trusted. */
  readonly untrusted: string | null;
  readonly certificateExpiry: Date | null;
  /** By the fabric's own CA or by what the system trusts. */
  readonly ownCa: boolean;
}

export function judgeTls(facts: TlsFacts, now: Date): Verdict {
  if (!facts.encrypted) {
    return {
      status: 'warning',
      detail: 'The address is http: everything, the token too, travels unencrypted',
      advice: 'Use the https address of the API server',
    };
  }
  const left = facts.certificateExpiry === null ? null : facts.certificateExpiry.getTime() - now.getTime();
  const until =
    left === null
      ? ''
      : left <= 0
        ? `; the server's certificate expired ${span(-left)} ago`
        : `; the server's certificate expires in ${span(left)}`;
  if (!facts.verify) {
    return {
      status: 'warning',
      detail: `Verification is off${facts.untrusted === null ? ', although the certificate would pass' : `: ${facts.untrusted}`}${until}`,
      advice: 'Store the CA certificate of the cluster with the fabric and turn verification on',
    };
  }
  if (facts.untrusted !== null) {
    return {
      status: 'failed',
      detail: `TLS verification failed: ${facts.untrusted}`,
      advice: "Add the cluster's CA certificate to the fabric",
    };
  }
  const by = facts.ownCa ? "by the fabric's CA certificate" : 'by the authorities that the system trusts';
  const detail = `Verified ${by}${until}`;
  if (left === null || left >= CERTIFICATE_EXPIRES_SOON_MS) return { status: 'ok', detail };
  return { status: 'warning', detail, advice: 'Have the certificate of the API server renewed' };
}
