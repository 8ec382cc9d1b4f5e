import { ruleIds } from '../github/settings/settings-schema.js';
import { pathGlob } from '../memory/path-glob.js';
import { MOST_DAYS, trailingTime } from './lasting.js';
import type { MemoryRequest } from './command.js';

const QUOTED = /^(?:"([^"]+)"|“([^”]+)”)(?:[.,;:]?\s+(.*))?$/s;
const PLACE = /^(?:(.*)\s)?in (?:`([^`]+)`|(\S+))$/is;
/** Of the names that have a slash or an ending: no file of theirs is meant. */
const NAMES =
  /^(?:(?:node|next|nuxt|vue|react|express|three|d3|chart|ember)\.js|.*\.net|ci\/cd|i\/o|tcp\/ip|and\/or|n\/a|[ei]\.[eg])$/i;
const PATH = /[/*]|\.[a-z]\w{0,9}$/i;

/**
 * Reads `<rule> [in <glob>] [for 90d]`. The last ` in ` counts only where a path follows (a slash, a star, an ending),
 * so that sentences may have one; a rule in quotes is taken as it is. Where its first word is the id of a rule
 * (`js/eval is fine here`), that rule is meant. Returns the problem as a sentence. Linear.
 */
export function parseMemory(written: string): MemoryRequest | { problem: string } {
  const quoted = QUOTED.exec(written);
  const behind = quoted === null ? null : readLimits(quoted[3] ?? '');
  // What follows the quotes is more of the rule: they are a part of it.
  const read =
    behind?.text === '' ? { ...behind, text: (quoted?.[1] ?? quoted?.[2] ?? '').trim() } : readLimits(written);
  const { text, place, days } = read;
  if (text === '') return { problem: '`remember` needs a rule after it.' };
  if (days !== null && (days < 1 || days > MOST_DAYS)) {
    return { problem: `A memory lasts from 1 to ${MOST_DAYS} days, or for good.` };
  }
  const where = place === null ? null : pathGlob(place);
  if (where !== null && 'problem' in where) {
    return { problem: `\`in\` takes a path or a glob such as \`src/**\`: ${where.problem}.` };
  }
  const [first = ''] = text.split(/\s/, 1);
  const named = first.replace(/[.,;:]+$/, '');
  const rule = ruleIds.includes(named) ? named : null;
  if (rule !== null && text === first) return { problem: `Say what is to be remembered of \`${rule}\`.` };
  return { text, pathGlob: where?.glob ?? null, rule, days };
}

interface Limits {
  text: string;
  place: string | null;
  days: number | null;
}

/** Takes the place and the time from the end, in either order and once each. */
function readLimits(written: string): Limits {
  let read: Limits = { text: written.trim(), place: null, days: null };
  for (;;) {
    const more: Partial<Limits> | null =
      (read.days === null ? trailingTime(read.text) : null) ?? (read.place === null ? trailingPlace(read.text) : null);
    if (more === null) return read;
    read = { ...read, ...more };
  }
}

function trailingPlace(text: string): { place: string; text: string } | null {
  const [, before = '', inCode, word = ''] = PLACE.exec(text) ?? [];
  const place = inCode ?? word.replace(/[.,;:]+$/, '');
  if (!PATH.test(place) || NAMES.test(place) || place.includes('://')) return null;
  return { place, text: before.trim() };
}
