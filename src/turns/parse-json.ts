import { createPauses } from './create-pauses.js';

/** Bytes that are parsed in one go: a few milliseconds, also where every byte is a value. */
const SLICE_BYTES = 64 * 1024;
/** No answer of a service comes near these. A string is parsed in one go. */
const DEEPEST = 500;
const LONGEST_STRING = 6 * 1024 * 1024;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const BLANK = /^[ \t\n\r]*$/;
const LAST_COMMA = /,[ \t\n\r]*$/;

/** An array or an object that is not at its end. */
interface Open {
  isArray: boolean;
  start: number;
  /** Where the last string before it begins: its name, if it stands in an object. */
  name: number;
  /** Everything before is in `parsed`. */
  from: number;
  /** Items, or names with their values; null: nothing was parsed yet. */
  parsed: unknown[] | null;
  /** What stands before `from`. */
  before: 'opening' | 'comma' | 'value';
}

/**
 * `JSON.parse` of UTF-8 for a thread that must answer others meanwhile: what is large is parsed in slices, and
 * everybody else has a turn in between. Takes time by the length alone. Throws SyntaxError where it is no JSON, is
 * nested more than 500 deep or has a string above 6 MB; TypeError where it is no UTF-8.
 */
export async function parseJson(bytes: Uint8Array, slice = SLICE_BYTES): Promise<unknown> {
  if (bytes.length <= slice) return JSON.parse(textOf(bytes));
  const parser = createParser(bytes, slice);
  const pause = createPauses();
  for (let from = 0; from < bytes.length; from += slice) {
    parser.readTo(Math.min(from + slice, bytes.length));
    await pause();
  }
  return parser.value();
}

/** Walks along the brackets and hands `JSON.parse` what is between them, a slice at a time. */
function createParser(bytes: Uint8Array, slice: number) {
  const around: Open[] = [];
  let root: { value: unknown; end: number } | null = null;
  let at = 0;
  let inString = false;
  let lastString = 0;

  function open(isArray: boolean): void {
    if (around.length === 0 && (root !== null || !BLANK.test(textOf(bytes.subarray(0, at))))) throw broken();
    if (around.length === DEEPEST) throw new SyntaxError(`the JSON is nested more than ${DEEPEST} deep`);
    around.push({ isArray, start: at, name: lastString, from: at + 1, parsed: null, before: 'opening' });
  }

  function comma(): void {
    const inner = around.at(-1);
    if (!inner || (inner.before !== 'value' && at - inner.from < slice)) return;
    parseUpTo(inner, bytes, at);
    inner.from = at + 1;
    inner.before = 'comma';
  }

  function close(isArray: boolean): void {
    const inner = around.pop();
    if (inner?.isArray !== isArray) throw broken();
    const outer = around.at(-1);
    // What is small stays a part of the text around it.
    if (outer && inner.parsed === null && at - inner.start < slice) return;
    parseUpTo(inner, bytes, at);
    const parsed = inner.parsed ?? [];
    const value = isArray ? parsed : Object.fromEntries(parsed as [string, unknown][]);
    if (outer) {
      addValue(outer, bytes, inner, value);
      outer.from = at + 1;
    } else root = { value, end: at + 1 };
  }

  return {
    readTo: (end: number): void => {
      for (; at < end; at++) {
        const byte = bytes[at];
        if (inString) {
          if (byte === BACKSLASH) at += 1;
          else if (byte === QUOTE) inString = false;
          if (at - lastString > LONGEST_STRING)
            throw new SyntaxError(`a string of the JSON is above ${LONGEST_STRING} bytes`);
        } else if (byte === QUOTE) [inString, lastString] = [true, at];
        else if (byte === COMMA) comma();
        else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) open(byte === OPEN_ARRAY);
        else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) close(byte === CLOSE_ARRAY);
      }
    },
    value: (): unknown => {
      if (around.length > 0) throw broken();
      if (root === null) return JSON.parse(textOf(bytes));
      if (!BLANK.test(textOf(bytes.subarray(root.end)))) throw broken();
      return root.value;
    },
  };
}

/** Parses what stands between `from` and a comma or the closing bracket. */
function parseUpTo(inner: Open, bytes: Uint8Array, end: number): void {
  const text = textOf(bytes.subarray(inner.from, end));
  const isBlank = BLANK.test(text);
  if (inner.before === 'value') {
    if (!isBlank) throw broken();
    return;
  }
  const isEnd = bytes[end] !== COMMA;
  if (!isBlank) add(inner, text);
  else if (inner.before === 'comma' || !isEnd) throw broken();
}

/** Parses what stands before a value that was parsed by itself, and adds that. */
function addValue(outer: Open, bytes: Uint8Array, { start, name }: Open, value: unknown): void {
  const text = textOf(bytes.subarray(outer.from, start));
  if (outer.before === 'value') throw broken();
  if (outer.isArray) {
    if (!BLANK.test(text)) {
      if (!LAST_COMMA.test(text)) throw broken();
      add(outer, text.replace(LAST_COMMA, ''));
    }
    (outer.parsed ??= []).push(value);
  } else {
    // A null in its place shows whether the text around it is right.
    add(outer, `${text}null`);
    const named = textOf(bytes.subarray(name, start));
    outer.parsed?.push([JSON.parse(named.slice(0, named.lastIndexOf(':'))), value]);
  }
  outer.before = 'value';
}

function add(inner: Open, text: string): void {
  const parsed = (inner.parsed ??= []);
  const some: unknown[] = inner.isArray
    ? (JSON.parse(`[${text}]`) as unknown[])
    : Object.entries(JSON.parse(`{${text}}`) as object);
  if (some.length === 0) throw broken();
  for (const one of some) parsed.push(one);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function broken(): SyntaxError {
  return new SyntaxError('the JSON is incomplete or broken');
}
