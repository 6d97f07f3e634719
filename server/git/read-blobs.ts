import { GitFailure } from './run-git.ts';
import { runLocal, type LocalCall, type TreeEntry } from './tree-listing.ts';

/** Of contents in memory at once; one process for each batch. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_FILES = 5_000;
/** `<object> blob <size>\n` before and a line end after each content. */
const FRAMING_BYTES = 200;

function* batches(entries: readonly TreeEntry[]): Generator<TreeEntry[]> {
  let batch: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length > 0 && (bytes + entry.size > BATCH_BYTES || batch.length >= BATCH_FILES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.size;
  }
  if (batch.length > 0) yield batch;
}

/** The contents of entries, in their order, straight from the object store. @throws GitFailure */
export async function* readBlobs(
  call: LocalCall,
  entries: readonly TreeEntry[],
): AsyncGenerator<readonly [TreeEntry, Uint8Array]> {
  for (const batch of batches(entries)) {
    const limit = batch.reduce((sum, entry) => sum + entry.size + FRAMING_BYTES, 0);
    const input = batch.map((entry) => `${entry.object}\n`).join('');
    const output = await runLocal(call, ['cat-file', '--batch'], input, limit);
    let offset = 0;
    for (const entry of batch) {
      const lineEnd = output.indexOf('\n', offset);
      const header = output.toString('utf8', offset, lineEnd);
      if (lineEnd < 0 || header !== `${entry.object} blob ${entry.size}`) {
        throw new GitFailure('exit', 0, `git cat-file answered ${header.slice(0, 100)} for ${entry.object}`);
      }
      offset = lineEnd + 1;
      yield [entry, output.subarray(offset, offset + entry.size)];
      offset += entry.size + 1;
    }
  }
}
