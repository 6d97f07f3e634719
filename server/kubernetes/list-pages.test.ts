import { describe, expect, it } from 'vitest';
import { AppError } from '#server/domain/app-error.ts';
import { createAdaptiveLimit } from './adaptive-limit.ts';
import { listPages, type Page } from './list-pages.ts';
import type { KubernetesRequest, Sender } from './send.ts';

const VPC = {
  group: 'vpc.githedgehog.com',
  kind: 'VPC',
  plural: 'vpcs',
  version: 'v1beta1',
  versions: ['v1beta1'],
};
const EXPIRED = new AppError('K8S_API_SERVER_ERROR', { status: 410, message: 'Expired' });

type Answer = AppError | { names: string[]; next?: string };

/** A server that gives these answers one after another. */
function serverOf(answers: Answer[]): Sender & { requests: KubernetesRequest[] } {
  const requests: KubernetesRequest[] = [];
  return {
    requests,
    secrets: { token: null, server: 'https://x' },
    limit: createAdaptiveLimit({ start: 1, max: 1 }),
    gate: { shut() {}, open() {} },
    close() {},
    async send(request) {
      requests.push(request);
      const answer = answers.shift();
      if (answer === undefined) throw new Error('asked too often');
      if (answer instanceof AppError) throw answer;
      const items = answer.names.map((name) => ({ metadata: { name } }));
      const json = { metadata: { continue: answer.next, resourceVersion: '5' }, items };
      return { status: 200, headers: {}, json, repeated: false };
    },
  };
}

async function namesOf(pages: AsyncGenerator<Page>): Promise<{ names: string[]; restarts: number }> {
  let names: string[] = [];
  let restarts = 0;
  for await (const page of pages) {
    if (page.restarted) {
      names = [];
      restarts += 1;
    }
    names.push(...page.items.map(({ name }) => name));
  }
  return { names, restarts };
}

describe('listPages', () => {
  it('goes from page to page', async () => {
    const server = serverOf([{ names: ['a', 'b'], next: 't1' }, { names: [], next: 't2' }, { names: ['c'] }]);

    await expect(
      namesOf(listPages(server, VPC, { namespace: 'default', labelSelector: 'a=b' })),
    ).resolves.toEqual({
      names: ['a', 'b', 'c'],
      restarts: 0,
    });
    expect(server.requests.map(({ query }) => query)).toEqual([
      { limit: 500, labelSelector: 'a=b' },
      { limit: 500, labelSelector: 'a=b', continue: 't1' },
      { limit: 500, labelSelector: 'a=b', continue: 't2' },
    ]);
  });

  it('starts again when its place in the list has expired, and says so', async () => {
    const server = serverOf([
      { names: ['a', 'b'], next: 't1' },
      EXPIRED,
      { names: ['b'], next: 't2' },
      { names: ['c'] },
    ]);

    await expect(namesOf(listPages(server, VPC, { namespace: 'default' }))).resolves.toEqual({
      names: ['b', 'c'],
      restarts: 1,
    });
  });

  it('does not start again for ever', async () => {
    const server = serverOf(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? EXPIRED : { names: ['a'], next: 't' })),
    );

    await expect(namesOf(listPages(server, VPC, { namespace: 'default' }))).rejects.toBe(EXPIRED);
    expect(server.requests).toHaveLength(8);
  });

  it.each([
    ['a first page that is refused', [EXPIRED]],
    ['another failure', [{ names: ['a'], next: 't' }, new AppError('K8S_RATE_LIMITED')]],
    [
      'a token that leads nowhere',
      [
        { names: ['a'], next: 't' },
        { names: ['a'], next: 't' },
      ],
    ],
  ])('gives up at %s', async (_title, answers) => {
    await expect(namesOf(listPages(serverOf(answers), VPC, { namespace: 'default' }))).rejects.toThrow(
      AppError,
    );
  });
});
