import { describe, expect, test } from 'vitest';
import { fabricInput, fabricPatch } from '#server/domain/wire/fabric.ts';

const RULE = 'Enter 0 (manual only) or 60 to 86400 seconds';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

/** Messages by field of what is refused; {} = accepted. */
function problems(input: object): Record<string, string> {
  const parsed = fabricPatch.safeParse(input);
  return Object.fromEntries(parsed.error?.issues.map((issue) => [issue.path.join('.'), issue.message]) ?? []);
}

test('a name is enough; everything else has its default', () => {
  expect(fabricInput.parse({ name: ' lab ' })).toEqual({
    name: 'lab',
    description: '',
    kubernetes_server: '',
    kubernetes_namespace: 'default',
    kubernetes_client_cert: '',
    kubernetes_ca_cert: '',
    kubernetes_tls_verify: true,
    kubernetes_proxy_url: '',
    sync_enabled: true,
    sync_interval: 300,
    sync_windows: [],
    git_repository: null,
    gitops_directory: '/',
    conflict_policy: 'force',
    failure_policy: 'rollback',
    prune: true,
    write_scope: 'all',
    allow_replace: false,
    watch_enabled: true,
    self_heal: false,
  });
});

test('a patch holds what was sent and nothing else', () => {
  expect(fabricPatch.parse({})).toEqual({});
  expect(fabricPatch.parse({ sync_interval: 0 })).toEqual({ sync_interval: 0 });
});

test.each(['id', 'sync_status', 'last_sync', 'status_target', '__proto__x'])(
  '"%s" cannot be set',
  (field) => {
    expect(fabricInput.safeParse({ name: 'lab', [field]: 1 }).success).toBe(false);
    expect(fabricPatch.safeParse({ [field]: 1 }).success).toBe(false);
  },
);

describe('sync_interval', () => {
  test.each([0, 60, 61, 300, 86_399, 86_400])('%s s is accepted', (sync_interval) => {
    expect(problems({ sync_interval })).toEqual({});
  });

  test.each([-1, 1, 30, 59, 60.5, 86_401, Number.NaN, Number.POSITIVE_INFINITY, '300', '', null, true])(
    '%s is refused with the rule',
    (sync_interval) => {
      expect(problems({ sync_interval })).toEqual({ sync_interval: RULE });
    },
  );
});

describe('kubernetes_server', () => {
  test.each([
    ['https://fabric.example:6443', 'https://fabric.example:6443'],
    ['http://127.0.0.1:8001', 'http://127.0.0.1:8001'],
    ['https://[2001:db8::1]:6443', 'https://[2001:db8::1]:6443'],
    ['HTTPS://fabric.example', 'HTTPS://fabric.example'],
    ['https://rancher.example/k8s/clusters/c-1', 'https://rancher.example/k8s/clusters/c-1'],
    ['  https://fabric.example \n', 'https://fabric.example'],
    ['', ''],
    ['   ', ''],
    [null, ''],
  ])('%j is "%s"', (written, expected) => {
    expect(fabricPatch.parse({ kubernetes_server: written })).toEqual({ kubernetes_server: expected });
  });

  test.each([
    'fabric.example:6443',
    'fabric.example',
    'ftp://fabric.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https:fabric.example',
    'https://user@fabric.example',
    'https://user:password@fabric.example',
    'https://:password@fabric.example',
    'https://fab ric.example',
    'https://fabric.example/a b',
    'https://fab\nric.example',
    'https://fabric.example\0',
    'https://fabric.example?token=x',
    'https://fabric.example#x',
    `https://${'a'.repeat(2_000)}.example`,
  ])('%j is refused', (kubernetes_server) => {
    expect(problems({ kubernetes_server })).toHaveProperty('kubernetes_server');
  });

  test('the message says what is wanted', () => {
    expect(problems({ kubernetes_server: 'https://user:hunter2@fabric.example' })['kubernetes_server']).toBe(
      'Enter a URL such as https://fabric.example:6443, without credentials in it',
    );
  });
});

describe('kubernetes_namespace', () => {
  test.each(['default', 'a', '0', 'a-b', 'x'.repeat(63)])('%s is accepted', (kubernetes_namespace) => {
    expect(problems({ kubernetes_namespace })).toEqual({});
  });

  test.each(['', '-a', 'a-', 'A', 'a_b', 'a.b', 'a b', 'a\nb', 'ä', 'x'.repeat(64), null, 7])(
    '%j is refused',
    (kubernetes_namespace) => {
      expect(problems({ kubernetes_namespace })).toHaveProperty('kubernetes_namespace');
    },
  );
});

describe('gitops_directory', () => {
  test.each([
    '/',
    '',
    'x',
    '/x',
    'x/',
    'a/b/c',
    '.',
    './x',
    'a b',
    '.hidden',
    'a..b',
    '...',
    'a-b',
    'a/-b',
    'größe',
  ])('"%s" is accepted', (gitops_directory) => {
    expect(problems({ gitops_directory })).toEqual({});
  });

  test.each([
    '..',
    '../x',
    'a/../../b',
    'a/..',
    '/..',
    'a\\..\\b',
    'a\0b',
    'a\nb',
    '-x',
    '/-x',
    './-x',
    'x'.repeat(1_025),
  ])('%j is refused', (gitops_directory) => {
    expect(problems({ gitops_directory })).toHaveProperty('gitops_directory');
  });
});

describe('credentials', () => {
  test.each(['', 'eyJhbGciOi.J9-_x.abc=', '  token \n'])('token %j is accepted', (kubernetes_token) => {
    expect(fabricPatch.parse({ kubernetes_token })).toEqual({ kubernetes_token: kubernetes_token.trim() });
  });

  test.each(['two words', 'two\nlines', 'a\0b', 'a\r\nX-Header: b', 'größe', 'x'.repeat(65_537)])(
    'token %j is refused, and not repeated',
    (kubernetes_token) => {
      const found = problems({ kubernetes_token });

      expect(found).toHaveProperty('kubernetes_token');
      expect(found['kubernetes_token']).not.toContain(kubernetes_token);
    },
  );

  test.each(['', PEM, `# our CA\n${PEM}\n${PEM}\n`])('CA %j is accepted', (kubernetes_ca_cert) => {
    expect(problems({ kubernetes_ca_cert })).toEqual({});
  });

  test.each([
    'MIIB',
    '-----BEGIN PUBLIC KEY-----',
    `${PEM}\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n${PEM}`,
    `${PEM}\0`,
  ])('CA %j is refused: everybody may read this field', (kubernetes_ca_cert) => {
    expect(problems({ kubernetes_ca_cert })).toHaveProperty('kubernetes_ca_cert');
  });
});

describe('name and description', () => {
  test.each(['\u202eabc', 'a\u200bb', 'a\u2028b', 'a\ufeffb'])(
    'name %j looks like another and is refused',
    (name) => {
      expect(problems({ name })).toEqual({ name: expect.stringContaining('invisible characters') });
    },
  );

  test.each(['lab', 'ß', '🧵 fabric', '<script>', 'x'.repeat(100)])('name %j is accepted', (name) => {
    expect(problems({ name })).toEqual({});
  });

  test.each(['', '   ', 'two\nlines', 'a\0b', 'a\u0007', 'x'.repeat(101), null, 7])(
    'name %j is refused',
    (name) => {
      expect(problems({ name })).toHaveProperty('name');
    },
  );

  test('a description may have lines, but no NUL', () => {
    expect(fabricPatch.parse({ description: ' two\nlines ' })).toEqual({ description: 'two\nlines' });
    expect(problems({ description: 'a\0b' })).toHaveProperty('description');
  });
});

test.each([
  ['conflict_policy', ['force', 'respect']],
  ['failure_policy', ['rollback', 'keep']],
  ['write_scope', ['all', 'tenant']],
])('%s is one of %j', (field, words) => {
  for (const word of words) expect(problems({ [field]: word })).toEqual({});
  expect(problems({ [field]: 'other' })).toHaveProperty(field);
});

test.each([0, -1, 1.5, '1'])('git_repository %j is refused', (git_repository) => {
  expect(problems({ git_repository })).toHaveProperty('git_repository');
});
