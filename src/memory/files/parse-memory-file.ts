import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { nearest } from '../../words/nearest.js';
import { pathGlob } from '../path-glob.js';
import { LONGEST_TEXT } from '../types.js';
import { entryLines } from './entry-lines.js';
import { MEMORY_FILE, MemoryEntry, MemoryFile, MOST_ENTRIES } from './memory-file.js';
import { sizeOf } from '../../words/size-of.js';
import { cutText } from '../../words/cut-text.js';

const MOST_BYTES = 64 * 1024;
const MOST_NOTICES = 10;
const FILE = `\`${MEMORY_FILE}\``;

/** What reading the file needs of the rest. */
export interface MemoryFilePorts {
  /** The value of a YAML text of strangers, or why it has none. */
  readYaml(text: string): Promise<{ ok: true; value: unknown } | { ok: false; why: string }>;
  /** Whether there is a rule of this id. */
  isRule(id: string): boolean;
  /** Masks secrets. */
  clean(text: string): string;
  /** Whether a text tries to steer a model. */
  speaksToModel(text: string): boolean;
}

/** An entry that can be remembered. */
export interface FileEntry {
  text: string;
  type: MemoryEntry['type'];
  pathGlob: string | null;
  symbol: string | null;
  rule: string | null;
  expiresAt: Date | null;
  /** 1-based, of its beginning. */
  line: number;
  /** Of what it says and where that holds: its identity. */
  key: string;
}

export interface ParsedMemoryFile {
  /** Null: nothing of the file can be read. */
  entries: FileEntry[] | null;
  /** What is wrong, as Markdown for the summary. */
  notices: string[];
}

/**
 * Reads the bytes of `.github/nectr/memories.yml`. Never throws for what stands in it: an entry that cannot be read is
 * named with its line and left out, and takes no other along; one with a secret in it is not repeated.
 */
export async function parseMemoryFile(bytes: Buffer, ports: MemoryFilePorts): Promise<ParsedMemoryFile> {
  const refuse = (why: string): ParsedMemoryFile => ({ entries: null, notices: [`${FILE} ${why}`] });
  if (bytes.length > MOST_BYTES) return refuse(`is larger than ${sizeOf(MOST_BYTES)}`);
  const text = decode(bytes);
  if (text === null) return refuse('is not UTF-8');
  const loaded = await ports.readYaml(text);
  if (!loaded.ok) return refuse(loaded.why);
  if (loaded.value === null || loaded.value === undefined) return { entries: [], notices: [] };
  if (!isMapping(loaded.value) || !Array.isArray(loaded.value['memories'])) {
    return refuse('takes a list below `memories:`');
  }
  const notices = Object.keys(loaded.value)
    .filter((key) => key !== 'memories')
    .map((key) => `${FILE}: ${inCode(key)} is not a known key${hint(key, Object.keys(MemoryFile.shape))}`);
  const list: unknown[] = loaded.value['memories'];
  const lines = entryLines(text, 'memories');
  const entries = new Map<string, FileEntry>();
  for (const [index, item] of list.slice(0, MOST_ENTRIES).entries()) {
    const line = lines[index] ?? 1;
    const read = entryOf(item, line, ports);
    const same = typeof read === 'string' ? undefined : entries.get(read.key);
    if (typeof read === 'string') notices.push(`${FILE}, line ${line}: ${read}`);
    else if (same !== undefined) notices.push(`${FILE}, line ${line}: says the same as line ${same.line}`);
    else entries.set(read.key, read);
  }
  if (list.length > MOST_ENTRIES)
    notices.push(`${FILE} has more than ${MOST_ENTRIES} entries: the others are left out`);
  const more = notices.length - MOST_NOTICES;
  return {
    entries: [...entries.values()],
    notices: (more > 0 ? [...notices.slice(0, MOST_NOTICES), `and ${more} more in ${FILE}`] : notices).map((notice) =>
      ports.clean(notice),
    ),
  };
}

/** The entry, or what is wrong with it. */
function entryOf(item: unknown, line: number, { isRule, clean, speaksToModel }: MemoryFilePorts): FileEntry | string {
  if (!isMapping(item)) return 'an entry is a mapping that begins with `- text:`';
  const parsed = MemoryEntry.safeParse(item);
  if (!parsed.success) return whatIsWrong(item, parsed.error);
  const { in: written, rule = null, symbol = null, type, expires } = parsed.data;
  const text = parsed.data.text.replaceAll(/\s+/g, ' ');
  if (rule !== null && !isRule(rule)) return `\`rule\` takes the id of a rule; \`nectr rules\` lists them`;
  const place = written === undefined ? null : pathGlob(written);
  const glob = place !== null && 'glob' in place ? place.glob : null;
  if ([text, glob ?? '', symbol ?? ''].some((each) => clean(each) !== each)) {
    return 'it looks like it holds a secret, and is not remembered. If it is one, change it: it stands in the history';
  }
  if ([text, glob ?? '', symbol ?? ''].some((each) => each.includes('\0')))
    return 'it has a character that no text may have';
  if (speaksToModel(text)) return 'it speaks to a model, and is not remembered: say what holds for the code';
  return {
    text,
    type,
    pathGlob: glob,
    symbol,
    rule,
    expiresAt: expires === undefined ? null : new Date(`${expires}T00:00:00Z`),
    line,
    key: entryKey({ text, type, pathGlob: glob, symbol, rule }),
  };
}

/** The identity of an entry: the same words about the same place are the same one. */
export function entryKey({
  text,
  type,
  pathGlob: glob,
  symbol,
  rule,
}: Pick<FileEntry, 'text' | 'type' | 'pathGlob' | 'symbol' | 'rule'>): string {
  const identity = JSON.stringify([text.toLowerCase(), type, glob, symbol, rule]);
  return `file:${createHash('sha256').update(identity).digest('hex')}`;
}

function whatIsWrong(item: Record<string, unknown>, error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `${inCode(key)} is not a known key${hint(key, Object.keys(MemoryEntry.shape))}`;
  }
  const key = String(issue?.path[0] ?? '');
  const value = Object.hasOwn(item, key) ? item[key] : undefined;
  if (value === undefined) return `\`${key}\` is missing`;
  if (issue?.code === 'too_big') return `\`${key}\` is longer than ${issue.maximum} characters`;
  return `\`${key}\` takes ${TAKES[key] ?? 'text'}${shown(value)}${issue?.code === 'custom' && key === 'in' ? `: ${issue.message}` : ''}`;
}

const TAKES: Readonly<Record<string, string>> = {
  text: `a sentence of at most ${LONGEST_TEXT} characters`,
  in: 'a path or a glob such as `src/**`',
  rule: 'the id of a rule, such as `js/eval`',
  symbol: 'the name of a function, method or class',
  type: MemoryEntry.shape.type
    .unwrap()
    .options.map((each) => `\`${each}\``)
    .join(', '),
  expires: 'a day, such as `2027-01-31`',
};

/** What stands there instead; of what is nested only its kind: aliases can make it larger than the world. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? ', not an empty text' : `, not ${inCode(value)}`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? ', not a list' : ', not a mapping';
  return `, not ${inCode(String(value))} (put a text in quotes)`;
}

function hint(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === null ? `: ${known.map((each) => `\`${each}\``).join(', ')} are` : `: did you mean \`${meant}\`?`;
}

/** From the file: without what could end the code. */
function inCode(text: string): string {
  return `\`${cutText(text.replaceAll(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' '), 80)}\``;
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
