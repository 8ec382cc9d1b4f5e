import { EVENT_ID, parseEvents, type Event } from 'js-yaml';

const DEEPEST = 20;

/**
 * The first line (1-based) of each entry of the list that `key` has in the mapping which is the whole of a YAML text.
 * The text was read before: what is too deep or no YAML throws.
 */
export function entryLines(text: string, key: string): number[] {
  const lines: number[] = [];
  let depth = 0;
  /** Depth within the list; 0: it has not begun. */
  let list = 0;
  let name = '';
  let [line, counted] = [1, 0];
  for (const event of parseEvents(text, { maxDepth: DEEPEST })) {
    if (event.type === EVENT_ID.POP) {
      if (depth === list) break;
      depth -= 1;
      continue;
    }
    if (depth === list && list > 0) {
      const start = startOf(event);
      for (; counted < start; counted++) if (text[counted] === '\n') line += 1;
      lines.push(line);
    }
    if (event.type === EVENT_ID.SCALAR) {
      if (depth === 2) name = text.slice(event.valueStart, event.valueEnd);
    } else if (event.type !== EVENT_ID.ALIAS) {
      depth += 1;
      if (depth === 3 && event.type === EVENT_ID.SEQUENCE && list === 0 && name === key) list = depth;
    }
  }
  return lines;
}

/** An anchor or a tag stands before what it belongs to. */
function startOf(event: Event): number {
  const starts = [
    'start' in event ? event.start : -1,
    'valueStart' in event ? event.valueStart : -1,
    'anchorStart' in event ? event.anchorStart : -1,
    'tagStart' in event ? event.tagStart : -1,
  ];
  return Math.min(...starts.filter((start) => start >= 0));
}
