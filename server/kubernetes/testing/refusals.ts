import { expect, it } from 'vitest';
import type { AppError } from '#server/domain/app-error.ts';
import type { ErrorCode } from '#server/domain/errors.ts';
import type { RequestContext } from '../errors/context.ts';
import { statusError } from '../to-error.ts';

export const NOW = new Date('2026-11-21T12:00:00Z');
export const TOKEN = 'canary-token-5f1c';

/** A write of VPC v1, the usual request of these tables. */
export const about: RequestContext = {
  verb: 'patch',
  resource: 'vpcs.vpc.githedgehog.com',
  kind: 'VPC',
  object: { kind: 'VPC', namespace: 'default', name: 'v1' },
  secrets: { token: TOKEN, server: 'https://k8s.example.com:6443' },
  now: NOW,
};
const { object: _none, ...aboutList } = { ...about, verb: 'list' };
/** A request for all of a kind. */
export const listing: RequestContext = aboutList;
const { kind: _kind, ...aboutPath } = aboutList;
/** A request for no kind, as /version. */
export const plain: RequestContext = aboutPath;

/** A Status as kube-apiserver sends it. */
export function status(code: number, message: string, more: object = {}): string {
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

export type Refusal = {
  title: string;
  status: number;
  body: string;
  context?: RequestContext;
  code: ErrorCode;
  details?: Record<string, unknown>;
  message?: string;
};

/** A test for each: this answer gives that error, with every placeholder of its texts filled. */
export function eachRefusal(refusals: Refusal[]): void {
  it.each(refusals)(
    '$status: $title → $code',
    ({ title: _title, status, body, context = about, ...wanted }) => {
      const error = statusError(status, body, context);

      expect(error).toMatchObject(wanted);
      expect(`${error.message} ${error.advice}`).not.toContain('unknown');
    },
  );
}

/** All that may reach a page, a log line or the database. */
export function everythingIn(error: AppError): string {
  return JSON.stringify([error.message, error.advice, error.details, error.fields, String(error.cause)]);
}
