import { ruleIds } from '../github/settings/settings-schema.js';
import { compilePattern } from '../syntax/paths/path-patterns.js';
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
  const { text, pathGlob, days } = read;
  if (text === '') return { problem: '`remember` needs a rule behind it.' };
  if (days !== null && (days < 1 || days > MOST_DAYS)) {
    return { problem: `A memory lasts from 1 to ${MOST_DAYS} days, or for good.` };
  }
  const problem = pathGlob === null ? null : whatIsWrongWith(pathGlob);
  if (problem !== null) return { problem: `\`in\` takes a path or a glob such as \`src/**\` (${problem}).` };
  const [first = ''] = text.split(/\s/, 1);
  const named = first.replace(/[.,;:]+$/, '');
  const rule = ruleIds.includes(named) ? named : null;
  if (rule !== null && text === first) return { problem: `Say what is to be remembered of \`${rule}\`.` };
  return { text, pathGlob, rule, days };
}

type Limits = Omit<MemoryRequest, 'rule'>;

/** Takes the place and the time from the end, in either order and once each. */
function readLimits(written: string): Limits {
  let read: Limits = { text: written.trim(), pathGlob: null, days: null };
  for (;;) {
    const more: Partial<Limits> | null =
      (read.days === null ? trailingTime(read.text) : null) ??
      (read.pathGlob === null ? trailingPlace(read.text) : null);
    if (more === null) return read;
    read = { ...read, ...more };
  }
}

function trailingPlace(text: string): { pathGlob: string; text: string } | null {
  const [, before = '', inCode, word = ''] = PLACE.exec(text) ?? [];
  const pathGlob = inCode ?? word.replace(/[.,;:]+$/, '');
  if (!PATH.test(pathGlob) || NAMES.test(pathGlob) || pathGlob.includes('://')) return null;
  return { pathGlob, text: before.trim() };
}

function whatIsWrongWith(glob: string): string | null {
  const pattern = compilePattern(glob);
  if ('problem' in pattern) return pattern.problem;
  return pattern.negated ? 'say where the rule holds, not where it does not' : null;
}
