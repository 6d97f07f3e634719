import { z } from 'zod';
import type { ReadHeader } from './signature.ts';

/** What an event of a Git host says, as far as we listen: which refs moved. What they moved to is asked of Git itself. */
export type PushEvent =
  | { readonly kind: 'test' }
  | { readonly kind: 'other' }
  | { readonly kind: 'push'; readonly refs: readonly MovedRef[] };

interface MovedRef {
  /** `refs/heads/main` */
  readonly ref: string;
  readonly deleted: boolean;
}

/** In the order in which they decide: Gitea and Forgejo send GitHub's name too. */
const EVENT_HEADERS = [
  'x-event-key',
  'x-gitlab-event',
  'x-gitea-event',
  'x-forgejo-event',
  'x-gogs-event',
  'x-github-event',
];
const TESTS = new Set(['ping', 'diagnostics:ping']);
/** GitLab sends tags under a name of their own, and everything of an instance as `System Hook`. */
const PUSHES = new Set([
  'push',
  'Push Hook',
  'Tag Push Hook',
  'System Hook',
  'repo:push',
  'repo:refs_changed',
]);
const NO_COMMIT = /^0+$/;

/** GitHub, Gitea, Forgejo, GitLab. */
const oneRef = z
  .object({ ref: z.string(), after: z.string().optional(), deleted: z.boolean().optional() })
  .transform(({ ref, after, deleted }): MovedRef[] => [
    { ref, deleted: deleted === true || (after !== undefined && NO_COMMIT.test(after)) },
  ]);

const cloudRef = z.object({ type: z.string(), name: z.string() });
const fullRef = ({ type, name }: z.infer<typeof cloudRef>): string =>
  `refs/${type === 'branch' || type === 'named_branch' ? 'heads' : 'tags'}/${name}`;

/** Bitbucket Cloud: a ref that is gone has no `new`. */
const cloudChanges = z
  .object({
    push: z.object({
      changes: z.array(z.object({ old: cloudRef.nullish(), new: cloudRef.nullish() })),
    }),
  })
  .transform(({ push }): MovedRef[] =>
    push.changes.flatMap((change) => {
      const ref = change.new ?? change.old;
      return ref ? [{ ref: fullRef(ref), deleted: !change.new }] : [];
    }),
  );

/** Bitbucket Server and Data Center. */
const serverChanges = z
  .object({ changes: z.array(z.object({ ref: z.object({ id: z.string() }), type: z.string() })) })
  .transform(({ changes }): MovedRef[] =>
    changes.map(({ ref, type }) => ({ ref: ref.id, deleted: type === 'DELETE' })),
  );

const movedRefs = z.union([oneRef, cloudChanges, serverChanges]);

/** @returns null for a push whose refs cannot be read */
export function readPushEvent(header: ReadHeader, payload: unknown): PushEvent | null {
  const name = EVENT_HEADERS.map(header).find((each) => each !== undefined);
  if (name !== undefined && TESTS.has(name)) return { kind: 'test' };
  if (name !== undefined && !PUSHES.has(name)) return { kind: 'other' };
  const refs = movedRefs.safeParse(payload);
  if (refs.success) return { kind: 'push', refs: refs.data };
  // An instance's hook tells of much beside pushes.
  return name === 'System Hook' ? { kind: 'other' } : null;
}

export type PushJudgement = 'look' | 'test' | 'other_event' | 'other_branch' | 'tag' | 'branch_deleted';

/** What an event is to a repository's branch. */
export function judgePush(event: PushEvent, branch: string): PushJudgement {
  if (event.kind === 'test') return 'test';
  if (event.kind === 'other') return 'other_event';
  const own = event.refs.filter(({ ref }) => ref === `refs/heads/${branch}`);
  if (own.some(({ deleted }) => !deleted)) return 'look';
  if (own.length > 0) return 'branch_deleted';
  const tagsOnly = event.refs.length > 0 && event.refs.every(({ ref }) => ref.startsWith('refs/tags/'));
  return tagsOnly ? 'tag' : 'other_branch';
}
