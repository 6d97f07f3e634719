import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../json.ts';
import { storedJson } from './stored-json.ts';

/** One line of the journal: an object as it is since a revision, or its absence. */
export interface JournalLine {
  revision: number;
  collection: string;
  key: string;
  object: JsonObject | null;
}

/** The journal is folded into the snapshot once it holds this many lines and this many times the living objects. */
const FOLD_LINES = 5000;
const FOLD_FACTOR = 2;

/**
 * Keeps objects in two files of a folder: `snapshot.jsonl`, replaced as a whole, and `journal.jsonl`, appended one write at a time.
 * A write is in the kernel's hands before the client hears of it, so kill -9 loses nothing; a torn last line was never answered.
 */
export class Journal {
  private readonly snapshotPath: string;
  private readonly journalPath: string;
  private descriptor: number | null = null;
  private lines = 0;

  constructor(folder: string) {
    this.snapshotPath = join(folder, 'snapshot.jsonl');
    this.journalPath = join(folder, 'journal.jsonl');
  }

  /** Every line in order; what the snapshot already holds is left out. */
  load(): JournalLine[] {
    const snapshot = readLines(this.snapshotPath);
    const folded = snapshot.lines.at(-1)?.revision ?? 0;
    const journal = readLines(this.journalPath);
    if (existsSync(this.journalPath)) truncateSync(this.journalPath, journal.bytes);
    this.lines = journal.lines.length;
    this.descriptor = openSync(this.journalPath, 'a', 0o600);
    return [...snapshot.lines, ...journal.lines.filter((line) => line.revision > folded)];
  }

  append(line: JournalLine): void {
    if (this.descriptor === null) throw new Error('the journal is not open');
    writeSync(this.descriptor, encodeLine(line));
    this.lines += 1;
  }

  isLong(objects: number): boolean {
    return this.lines >= FOLD_LINES && this.lines >= FOLD_FACTOR * objects;
  }

  /** Writes the living objects anew and starts an empty journal. The last line carries the revision of the whole. */
  fold(living: Iterable<JournalLine>, revision: number): void {
    const temporary = `${this.snapshotPath}.new`;
    const descriptor = openSync(temporary, 'w', 0o600);
    for (const line of living) writeSync(descriptor, encodeLine(line));
    writeSync(descriptor, encodeLine({ revision, collection: '', key: '', object: null }));
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, this.snapshotPath);
    truncateSync(this.journalPath, 0);
    this.lines = 0;
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }
}

function encodeLine({ revision, collection, key, object }: JournalLine): string {
  const head = JSON.stringify({ revision, collection, key }).slice(0, -1);
  return `${head},"object":${object ? storedJson(object) : 'null'}}\n`;
}

function readLines(path: string): { lines: JournalLine[]; bytes: number } {
  if (!existsSync(path)) return { lines: [], bytes: 0 };
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalLine);
  return { lines, bytes: Buffer.byteLength(whole) };
}
