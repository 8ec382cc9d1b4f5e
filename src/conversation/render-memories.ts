import { codeSpan } from '../markdown/code-text.js';
import { details } from '../markdown/details.js';
import { inertLine } from '../markdown/inert.js';
import { ownLink } from '../markdown/own-link.js';
import { scopeWords } from '../memory/scope-words.js';
import type { Memory } from '../memory/types.js';
import { countOf } from '../words/count-of.js';
import { cutText } from '../words/cut-text.js';
import { dismissalText } from './dismissal-text.js';

/** Lines of one group; the rest is counted. */
const MOST_LINES = 30;
const LONGEST_TEXT = 200;

interface ListPlace {
  repositoryUrl: string;
  /** Masks secrets. */
  clean(text: string): string;
  /** There are more than were read. */
  isCut: boolean;
}

/** The list of what is remembered, in groups, folded but for what holds. Bounded. */
export function renderMemories(memories: readonly Memory[], place: ListPlace): string {
  if (memories.length === 0) {
    return 'Nothing is remembered for this repository yet. `/nectr remember <rule>` begins; `/nectr help` tells how.';
  }
  const active = memories.filter(({ state }) => state === 'active');
  const rules = active.filter(({ dismissal }) => dismissal === null);
  const dismissals = active.filter(({ dismissal }) => dismissal !== null);
  const others = memories.filter(({ state }) => state !== 'active');
  const parts = [
    `${rules.length} ${rules.length === 1 ? 'memory' : 'memories'} and ${countOf(dismissals.length, 'dismissal')} hold here. \`/nectr forget M${active[0]?.number ?? memories[0]?.number}\` takes that one back.`,
    ...(rules.length > 0 ? [lines(rules, place)] : []),
    ...(dismissals.length > 0 ? [details(countOf(dismissals.length, 'dismissal'), lines(dismissals, place))] : []),
    ...(others.length > 0 ? [details(`${others.length} not applied`, lines(others, place))] : []),
    ...(place.isCut ? ['There are more: `nectr memories list` on the server has all.'] : []),
  ];
  return parts.join('\n\n');
}

function lines(memories: readonly Memory[], place: ListPlace): string {
  const more = memories.length - MOST_LINES;
  return [
    ...memories.slice(0, MOST_LINES).map((memory) => `- ${lineOf(memory, place)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
}

/** `M3` text · in src/** · not applied: why · from where · used 3 times. */
function lineOf(memory: Memory, { repositoryUrl, clean }: ListPlace): string {
  const { number, state, stateReason, usedCount, dismissal } = memory;
  const why = stateReason === null ? '' : `: ${inertLine(cut(stateReason), clean)}`;
  const text = dismissal === null ? memory.text : dismissalText({ ...memory, ...dismissal, expiresAt: null });
  return [
    `\`M${number}\` ${inertLine(cut(text), clean)}`,
    ...scopeWords(memory, (each) => codeSpan(cut(clean(each)))),
    ...(state === 'active' ? [] : [`${STATES[state]}${why}`]),
    sourceText(memory, repositoryUrl, clean),
    usedCount === 0 ? 'not used yet' : `used ${usedCount === 1 ? 'once' : `${usedCount} times`}`,
  ].join(' · ');
}

const STATES = { candidate: 'proposed', stale: 'out of date', disabled: 'switched off', deleted: 'forgotten' } as const;

function sourceText({ source, author }: Memory, repositoryUrl: string, clean: (text: string) => string): string {
  const by = author === null ? '' : ` of ${codeSpan(`@${author.login}`)}`;
  if (source.path !== null) return codeSpan(clean(`${source.path}${source.line === null ? '' : `:${source.line}`}`));
  const isOurs = source.link !== null && source.link.startsWith(`${repositoryUrl}/`) && !/[\s()<>]/.test(source.link);
  return `${ownLink(source.kind, isOurs ? source.link : null)}${by}`;
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${cutText(text, LONGEST_TEXT)}…`;
}
