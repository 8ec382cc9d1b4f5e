import { EVENT_ID, parseEvents, YAMLException } from 'js-yaml';
import { cutText } from '../../../words/cut-text.js';

const DEEPEST = 100;

/** A key of a mapping, or an item of a list, at its place in a YAML file. */
export interface YamlEntry {
  /** 1-based. */
  line: number;
  /** As it is written; `-` for an item. */
  name: string;
  /** What it stands in: an index into the list of entries; null: the document. */
  parent: number | null;
}

/** A mapping, a list or a document that is being read. */
interface Frame {
  kind: 'mapping' | 'list' | 'document';
  owner: number | null;
  /** The key whose value comes next. */
  key: number | null;
  seen: Set<string>;
}

/**
 * All keys and items of a YAML text, documents one after the other, in the order of the file; a text says why it is no
 * YAML, or which key stands twice. Tags and aliases are not followed: nothing is built.
 */
export function yamlEntries(text: string): YamlEntry[] | string {
  const source = text.replaceAll('\r\n', '\n');
  let events;
  try {
    events = parseEvents(source, { maxDepth: DEEPEST });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return error.mark ? `line ${error.mark.line + 1} is no YAML` : 'it is no YAML';
  }
  const entries: YamlEntry[] = [];
  const frames: Frame[] = [];
  const lineOf = countLines(source);
  for (const event of events) {
    if (event.type === EVENT_ID.POP) frames.pop();
    else if (event.type === EVENT_ID.DOCUMENT) frames.push(frameOf('document', null));
    else {
      const isScalar = event.type === EVENT_ID.SCALAR;
      const start = isScalar ? event.valueStart : event.type === EVENT_ID.ALIAS ? event.anchorStart : event.start;
      const name = isScalar ? source.slice(event.valueStart, event.valueEnd) : null;
      const placed = place(frames.at(-1), entries, lineOf(start), name);
      if (typeof placed === 'string') return placed;
      if (event.type === EVENT_ID.MAPPING) frames.push(frameOf('mapping', placed));
      if (event.type === EVENT_ID.SEQUENCE) frames.push(frameOf('list', placed));
    }
  }
  return entries;
}

/** Enters what begins here where it is a key or an item; the entry that it belongs to, or what is wrong with it. */
function place(
  frame: Frame | undefined,
  entries: YamlEntry[],
  line: number,
  name: string | null,
): number | null | string {
  if (frame === undefined || frame.kind === 'document') return null;
  if (frame.kind === 'list') return entries.push({ line, name: '-', parent: frame.owner }) - 1;
  if (frame.key !== null) {
    const { key } = frame;
    frame.key = null;
    return key;
  }
  if (name !== null && frame.seen.has(name)) return `line ${line} has the key \`${cutText(name, 60)}\` a second time`;
  if (name !== null) frame.seen.add(name);
  frame.key = entries.push({ line, name: name ?? '?', parent: frame.owner }) - 1;
  return frame.key;
}

function frameOf(kind: Frame['kind'], owner: number | null): Frame {
  return { kind, owner, key: null, seen: new Set() };
}

/** The line of an offset; offsets that come before the last one have its line. */
function countLines(text: string): (offset: number) => number {
  let [line, counted] = [1, 0];
  return (offset) => {
    for (; counted < offset; counted++) if (text[counted] === '\n') line += 1;
    return line;
  };
}
