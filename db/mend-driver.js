// Run by npm after every install. Plain JavaScript for any Node.
//
// postgres 3.4.9 forgets two things when a connection closes. What was about to be written stays behind with its timer, so that the
// connection, dialled again, never writes anything and hangs; and a transaction may still send to the socket that is gone, which
// throws outside of every promise and ends the process. Both strike whenever Postgres restarts. Its source is mended here, in four
// lines, until a release does it; another version fails the install, so that somebody looks.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const MENDED_VERSION = '3.4.9';
const CHANGES = [
  [
    "      return queryError(q, Errors.connection('CONNECTION_DESTROYED', options))\n\n    if (stream)",
    "      return queryError(q, Errors.connection('CONNECTION_DESTROYED', options))\n\n    if (socket === null)\n      return queryError(q, Errors.connection('CONNECTION_CLOSED', options, socket)), true\n\n    if (stream)",
  ],
  [
    '    incomings = null\n    clearImmediate(nextWriteTimer)\n    socket.removeListener',
    '    incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener',
  ],
];

const root = join(dirname(createRequire(import.meta.url).resolve('postgres')), '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (version !== MENDED_VERSION) {
  throw new Error(
    `db/mend-driver.js mends postgres ${MENDED_VERSION}, and ${version} is installed: see whether it needs mending`,
  );
}
for (const file of ['src/connection.js', 'cjs/src/connection.js']) {
  const path = join(root, file);
  let source = readFileSync(path, 'utf8');
  for (const [before, after] of CHANGES) {
    if (source.includes(after)) continue;
    if (!source.includes(before)) throw new Error(`${file} of postgres ${version} is not what it was`);
    source = source.replace(before, () => after);
  }
  writeFileSync(path, source);
}
