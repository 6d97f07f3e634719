import { expect, test } from 'vitest';
import { createOutbound } from '#server/outbound/outbound.ts';

const NAMES: Record<string, string[]> = {
  'cluster.example': ['192.0.2.10', '2001:db8::10'],
  'rebinding.example': ['169.254.169.254'],
  'mixed.example': ['169.254.169.254', '192.0.2.11'],
  'mapped.example': ['::ffff:169.254.169.254'],
  localhost: ['127.0.0.1', '::1'],
};

const outbound = (lists: { deny?: string[]; allow?: string[] } = {}) =>
  createOutbound({ deny: lists.deny ?? [], allow: lists.allow ?? [] }, async (name) =>
    (NAMES[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );

const REFUSED = { code: 'ADDRESS_REFUSED' };

test.each([
  'http://169.254.169.254/latest/meta-data',
  'https://169.254.169.254:6443',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://0.0.0.0/',
  'http://[::]/',
  'http://metadata.google.internal/',
  'http://METADATA.google.internal./',
  'ssh://git@169.254.169.254/x.git',
  'ssh://git@2852039166/x.git',
  'git@169.254.169.254:x/y.git',
  'git@[fe80::1]:x/y.git',
])('refused as written: %s', (url) => {
  expect(() => outbound().checkUrl(url)).toThrow(expect.objectContaining(REFUSED));
});

test.each([
  'https://cluster.example:6443',
  'https://127.0.0.1:6443',
  'https://[::1]:6443',
  'https://10.1.2.3',
  'https://192.168.1.1',
  'https://[2001:db8::1]',
  'git@github.example:group/project.git',
  'ssh://git@10.0.0.1:2222/x.git',
  'file:///srv/git/x.git',
])('let through as written: %s', (url) => {
  expect(() => outbound().checkUrl(url)).not.toThrow();
});

test.each([
  ['127.0.0.0/8', 'https://127.0.0.1:6443'],
  ['127.0.0.0/8', 'https://[::ffff:127.0.0.1]:6443'],
  ['::1', 'https://[::1]:6443'],
  ['10.0.0.0/8', 'https://10.9.8.7'],
  ['*.internal.example', 'https://a.b.internal.example'],
  ['localhost', 'https://localhost:6443'],
])('the deny list %s refuses %s', (entry, url) => {
  expect(() => outbound({ deny: [entry] }).checkUrl(url)).toThrow(expect.objectContaining(REFUSED));
});

test.each([
  { deny: ['127.0.0.0/8'], allow: ['127.0.0.1'], url: 'https://127.0.0.1' },
  { deny: [], allow: ['169.254.0.0/16'], url: 'https://169.254.1.1' },
  { deny: ['*.example'], allow: ['cluster.example'], url: 'https://cluster.example' },
])('the allow list wins: $allow over $deny', ({ deny, allow, url }) => {
  expect(() => outbound({ deny, allow }).checkUrl(url)).not.toThrow();
});

test('a name resolves to all its addresses', async () => {
  expect(await outbound().resolve('cluster.example')).toEqual([
    { address: '192.0.2.10', family: 4 },
    { address: '2001:db8::10', family: 6 },
  ]);
});

test.each(['rebinding.example', 'mapped.example', '169.254.169.254', '[fe80::1]', 'metadata.goog'])(
  'a name is refused for what it resolves to: %s',
  async (name) => {
    await expect(outbound().resolve(name)).rejects.toMatchObject(REFUSED);
  },
);

test('of several addresses the denied ones are left out', async () => {
  expect(await outbound().resolve('mixed.example')).toEqual([{ address: '192.0.2.11', family: 4 }]);
});

test('a name on the allow list may resolve to a denied address', async () => {
  expect(await outbound({ allow: ['rebinding.example'] }).resolve('rebinding.example')).toEqual([
    { address: '169.254.169.254', family: 4 },
  ]);
});

test('loopback names resolve unless denied', async () => {
  expect(await outbound().resolve('localhost')).toHaveLength(2);
  await expect(outbound({ deny: ['127.0.0.0/8', '::1'] }).resolve('localhost')).rejects.toMatchObject(
    REFUSED,
  );
});

test('an unknown name keeps the error of the lookup', async () => {
  const failing = createOutbound({ deny: [], allow: [] }, () =>
    Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' })),
  );

  await expect(failing.resolve('nowhere.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test.each(['10.0.0.0/33', '10.0.0.0/', '::/129', 'a b', 'http://x', '10.0.0.0/8/8'])(
  'an entry that cannot be read is named: %s',
  (entry) => {
    expect(() => outbound({ deny: [entry] })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(entry) }),
    );
  },
);
