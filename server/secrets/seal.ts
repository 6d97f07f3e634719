import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '#server/domain/app-error.ts';

/**
 * Seals stored credentials with AES-256-GCM. The text form is `<key id>.<base64url of nonce, ciphertext and tag>`; the
 * place (table, row, column) is associated data, so that a sealed text copied to another place does not open.
 */

/** Seals and opens stored credentials; `place` binds a sealed text to its table, row and column. */
export interface Sealer {
  seal(text: string, place: string): string;
  open(sealed: string, place: string): string;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 6;

interface SealingKey {
  readonly id: string;
  readonly key: Buffer;
}

/** A key for one purpose; keys of different purposes say nothing about each other or about the master. */
export function deriveKey(master: Buffer, purpose: string, bytes = KEY_BYTES): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `fabric-sync ${purpose}`, bytes));
}

/**
 * @param masters 32 bytes each; the first seals, all open: an older key stays readable after a rotation.
 * `open` throws AppError CONFIG_INVALID when no key fits or the text was changed or moved; its message holds no secret.
 */
export function createSealer(masters: readonly Buffer[]): Sealer {
  const keys = masters.map(sealingKey);
  const current = keys[0];
  if (current === undefined) throw new RangeError('createSealer needs at least one key, got none');

  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, current.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(associatedData(current.id, place));
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${current.id}.${sealed.toString('base64url')}`;
    },

    open(sealed, place) {
      const dot = sealed.indexOf('.');
      const key = keys.find(({ id }) => id === sealed.slice(0, dot));
      if (key === undefined) {
        throw unreadable('it was sealed under another key; set FABRIC_SYNC_SECRET_KEY to that key');
      }
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable('the stored text is cut short');
      const decipher = createDecipheriv(ALGORITHM, key.key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(associatedData(key.id, place));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]).toString('utf8');
      } catch {
        throw unreadable('it was changed, or belongs to another place');
      }
    },
  };
}

function sealingKey(master: Buffer): SealingKey {
  if (master.length !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes, got ${master.length}`);
  return {
    id: deriveKey(master, 'sealing key id', KEY_ID_BYTES).toString('hex'),
    key: deriveKey(master, 'sealing'),
  };
}

const associatedData = (keyId: string, place: string): Buffer => Buffer.from(`${keyId}\0${place}`, 'utf8');

const unreadable = (why: string): AppError =>
  new AppError('CONFIG_INVALID', { why: `A stored credential cannot be opened: ${why}` });
