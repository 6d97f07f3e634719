import { createTransport } from 'nodemailer';
import type { Mail } from '#server/domain/delivery/message.ts';
import { faultWords, SEND_LIMIT_MS, type SendResult } from '#server/delivery/send-result.ts';

export interface MailServer {
  /** smtp://user:password@host:587 or smtps://… */
  readonly url: string;
  readonly from: string;
}

/** Sends one mail to all its recipients, by a connection of its own; never throws, and says nothing of the password. */
export async function sendEmail(
  server: MailServer,
  message: Mail & { readonly id: string; readonly recipients: readonly string[] },
  limitMs: number = SEND_LIMIT_MS,
): Promise<SendResult> {
  const transport = createTransport({
    url: server.url,
    connectionTimeout: limitMs,
    greetingTimeout: limitMs,
    socketTimeout: limitMs,
    dnsTimeout: limitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // The server's own limits are per step; this one is for all of them.
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(Object.assign(new Error('time limit'), { code: 'ETIMEDOUT' }));
    transport.close();
  }, 2 * limitMs);
  try {
    const sending = transport.sendMail({
      from: server.from,
      to: [...message.recipients],
      subject: message.subject,
      text: message.text,
      // The same for each attempt: a mail that came twice is known as one.
      messageId: `<${message.id}@fabric-sync>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    sending.catch(() => {});
    const { rejected } = await Promise.race([sending, late]);
    const note =
      rejected.length === 0
        ? null
        : `refused for ${rejected.length} of ${message.recipients.length} recipients`;
    return { type: 'delivered', statusCode: 250, note };
  } catch (error) {
    return failedMail(error);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** 5xx of a mail server is for good, 4xx for now (greylisting); a password that is wrong stays wrong until somebody acts. */
function failedMail(error: unknown): SendResult {
  const given = error as { readonly responseCode?: unknown; readonly code?: unknown };
  const statusCode = typeof given.responseCode === 'number' ? given.responseCode : null;
  if (given.code === 'EAUTH') {
    return {
      type: 'failed',
      permanent: statusCode === null || statusCode >= 500,
      statusCode,
      error: 'the mail server refused the sign-in',
    };
  }
  if (statusCode === null) return { type: 'failed', permanent: false, statusCode, error: faultWords(error) };
  const permanent = statusCode >= 500;
  return {
    type: 'failed',
    permanent,
    statusCode,
    error: `the mail server answered ${statusCode}${permanent ? '' : ', try again later'}`,
  };
}
