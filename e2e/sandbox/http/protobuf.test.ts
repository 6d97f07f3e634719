import { expect, it } from 'vitest';
import { decodeProtobuf } from './protobuf.ts';

/** A length-delimited field. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const type = Buffer.concat([field(1, apiVersion), field(2, kind)]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, raw), field(3, ''), field(4, '')]);
}

it('reads texts, maps, bytes, lists and numbers', () => {
  const labels = field(11, Buffer.concat([field(1, 'app'), field(2, 'x')]));
  const meta = field(
    1,
    Buffer.concat([field(1, 'cm'), field(2, ''), labels, field(14, 'a/b'), field(14, 'c/d')]),
  );
  const binary = field(3, Buffer.concat([field(1, 'k'), field(2, Buffer.from([0, 255]))]));

  expect(decodeProtobuf(envelope('v1', 'ConfigMap', Buffer.concat([meta, binary])))).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cm', labels: { app: 'x' }, finalizers: ['a/b', 'c/d'] },
    binaryData: { k: 'AP8=' },
  });
});

it('reads a number of several bytes', () => {
  const spec = field(2, Buffer.concat([field(1, 'audience'), Buffer.from([4 * 8, 0x90, 0x1c])]));

  expect(decodeProtobuf(envelope('authentication.k8s.io/v1', 'TokenRequest', spec))).toMatchObject({
    spec: { audiences: ['audience'], expirationSeconds: 3600 },
  });
});

it('leaves other kinds and other bodies to the caller', () => {
  expect(decodeProtobuf(envelope('v1', 'Pod', Buffer.alloc(0)))).toBeNull();
  expect(decodeProtobuf(Buffer.from('{}'))).toBeNull();
});
