import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readingFrom } from './damaged-checkout.ts';
import { fetchCommit } from './fetch-commit.ts';
import { readManifests } from './read-manifests.ts';
import { sampleRepository, vpcYaml, type SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
beforeEach(async () => {
  sample = await sampleRepository();
  await sample.write({ 'a.yaml': vpcYaml('a') });
  await sample.commit();
});
afterEach(() => sample.remove());

const read = async () => {
  const checkout = await fetchCommit(sample.access, sample.options);
  const reading = () => readManifests(checkout, '/', { namespace: 'default' });
  return await readingFrom(checkout, sample.access.url, reading);
};

it('what is damaged on the disk is said, dropped, and fetched anew at the next try', async () => {
  const { folder } = await fetchCommit(sample.access, sample.options);
  const packs = join(folder, 'objects', 'pack');
  for (const name of await readdir(packs)) {
    await rm(join(packs, name));
    await writeFile(join(packs, name), 'not a pack');
  }

  await expect(read()).rejects.toMatchObject({
    code: 'GIT_UNREACHABLE',
    details: { why: expect.stringContaining('could not be read from the disk') },
  });
  expect((await read()).resources.map(({ name }) => name)).toEqual(['a']);
});

it('a fault of what was read is no damage', async () => {
  await sample.write({ 'a.yaml': 'kind: [' });
  await sample.commit();
  const { folder } = await fetchCommit(sample.access, sample.options);

  await expect(read()).rejects.toMatchObject({ code: 'GIT_YAML_INVALID' });
  expect(await readdir(folder)).toContain('objects');
});
