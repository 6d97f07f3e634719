import { expect, test } from 'vitest';
import { isSameInput, type RunInput } from '#server/domain/same-input.ts';

const INPUT: RunInput = {
  fabric: {
    kubernetesServer: 'https://a.example',
    kubernetesNamespace: 'default',
    kubernetesTokenSealed: 'sealed-1',
    kubernetesClientCert: '',
    kubernetesClientKeySealed: null,
    kubernetesCaCert: '',
    kubernetesTlsVerify: true,
    kubernetesProxyUrl: '',
    syncInterval: 300,
    gitRepositoryId: 1,
    gitopsDirectory: '/',
    conflictPolicy: 'force',
    failurePolicy: 'rollback',
    prune: true,
    writeScope: 'all',
    allowReplace: false,
  },
  repository: {
    url: 'https://git.example/r',
    branch: 'main',
    authType: 'token',
    username: '',
    tokenSealed: 'sealed-2',
    sshPrivateKeySealed: null,
  },
};

test('the same row, whatever else stands in it, is the same input', () => {
  const named = {
    fabric: { ...INPUT.fabric, name: 'other', version: 7 },
    repository: { ...INPUT.repository! },
  };

  expect(isSameInput(INPUT, named)).toBe(true);
  expect(isSameInput({ ...INPUT, repository: null }, { ...INPUT, repository: null })).toBe(true);
});

test.each(Object.keys(INPUT.fabric))("the fabric's %s is an input", (key) => {
  expect(isSameInput(INPUT, { ...INPUT, fabric: { ...INPUT.fabric, [key]: 'another' } })).toBe(false);
});

test.each(Object.keys(INPUT.repository!))("the repository's %s is an input", (key) => {
  expect(isSameInput(INPUT, { ...INPUT, repository: { ...INPUT.repository!, [key]: 'another' } })).toBe(
    false,
  );
});

test('a repository instead of none is another input', () => {
  expect(isSameInput({ ...INPUT, repository: null }, INPUT)).toBe(false);
});
