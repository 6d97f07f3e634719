import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET_PREFIX = 'fs_';
/** Shown in lists, to tell tokens apart; of a token that we did not make, as short as it may be, less. */
const SHOWN_CHARACTERS = 8;
const SHOWN_CHARACTERS_FOREIGN = 4;

/** A new API token. Shown once; the database keeps its hash. */
export const makeTokenSecret = (): string =>
  `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;

/** A token is long and random: a plain hash cannot be guessed back, and is fast enough for every request. */
export const hashToken = (secret: string): string => createHash('sha256').update(secret).digest('hex');

export const tokenPrefix = (secret: string): string =>
  secret.slice(0, secret.startsWith(SECRET_PREFIX) ? SHOWN_CHARACTERS : SHOWN_CHARACTERS_FOREIGN);
