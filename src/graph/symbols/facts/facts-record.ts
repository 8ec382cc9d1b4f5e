import type { PackedFacts } from './pack-facts.js';

/** Where the facts of a file lie in a facts file. */
export interface FactsPlace {
  path: string;
  /** Of the declarations; what the file uses follows them. */
  offset: number;
  declarations: number;
  uses: number;
}

/** Begins a record; another form of the facts gets another one, so that what an older version left is not read. */
const MARK = 0x4e530001;
/** The mark, then bytes of the path, of the declarations and of the uses. */
const HEAD = 16;

/** One file as a record. */
export function factsRecord(path: string, { declarations, uses }: PackedFacts): Buffer {
  const name = Buffer.from(path);
  const head = Buffer.alloc(HEAD);
  for (const [at, value] of [MARK, name.length, declarations.length, uses.length].entries())
    head.writeUInt32LE(value, 4 * at);
  return Buffer.concat([head, name, declarations, uses]);
}

/**
 * The records whose beginning stands in `chunk`, which lies at `from` of a file of `size` bytes; `next` is where to
 * read on: null at the end, or where a crash cut a record, which `end` leaves out.
 */
export function recordsIn(
  chunk: Buffer,
  from: number,
  size: number,
): { places: FactsPlace[]; next: number | null; end: number } {
  const places: FactsPlace[] = [];
  for (let at = from; ;) {
    const [here, left] = [at - from, size - at];
    if (left < HEAD) return { places, next: null, end: at };
    if (here + HEAD > chunk.length) return { places, next: at, end: at };
    if (chunk.readUInt32LE(here) !== MARK) return { places, next: null, end: at };
    const name = chunk.readUInt32LE(here + 4);
    const declarations = chunk.readUInt32LE(here + 8);
    const uses = chunk.readUInt32LE(here + 12);
    if (HEAD + name + declarations + uses > left) return { places, next: null, end: at };
    if (here + HEAD + name > chunk.length) return { places, next: at, end: at };
    const path = chunk.toString('utf8', here + HEAD, here + HEAD + name);
    places.push({ path, offset: at + HEAD + name, declarations, uses });
    at += HEAD + name + declarations + uses;
  }
}
