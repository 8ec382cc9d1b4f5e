import { compileGlob, type CompiledGlob } from '../../syntax/paths/compile-glob.js';
import { DEVELOPER_TYPES } from '../types.js';
import { containsQuote, flat } from '../words/contains-quote.js';
import { sharedOf, wordsOf } from '../../words/words-of.js';
import type { Candidate, Drop, PersonComment, Proposal } from './types.js';

export const MOST_CANDIDATES = 5;
const LONGEST_TEXT = 300;
const SHORTEST_QUOTE = 12;
const LONGEST_QUOTE = 600;
/** So much of the text has to be words of the quote: the rest may be grammar, not meaning. */
const LEAST_GROUNDED = 0.6;
const MATCH_STEPS = 100_000;
/** Memories say how somebody works, never how well (memory.md). */
const JUDGES =
  /\b(?:good|bad|great|poor|weak|sloppy|careless|lazy|slow|fast|best|worst|better|worse|expert|junior|senior|incompetent|excellent|talented|unreliable|reliable)\b/i;

export interface ProposalRules {
  /** Masks secrets. */
  clean(text: string): string;
  /** Whether a text tries to steer a model. */
  speaksToModel(text: string): boolean;
  developerMemories: boolean;
}

/**
 * What of a model's proposals holds: the quote stands in that comment of a person, the text says what the quote says
 * (its words, and yes where it says yes), and speaks to people. `comments` are only those of people with write
 * permission. Everything else is dropped, with the reason. Pure.
 */
export function checkProposals(
  proposals: readonly Proposal[],
  comments: readonly PersonComment[],
  rules: ProposalRules,
): { candidates: Candidate[]; dropped: { proposal: Proposal; why: Drop }[] } {
  const candidates: Candidate[] = [];
  const dropped: { proposal: Proposal; why: Drop }[] = [];
  for (const proposal of proposals) {
    const checked = candidates.length === MOST_CANDIDATES ? 'one too many' : check(proposal, comments, rules);
    if (typeof checked === 'string') dropped.push({ proposal, why: checked });
    else candidates.push(checked);
  }
  return { candidates, dropped };
}

function check(
  proposal: Proposal,
  comments: readonly PersonComment[],
  { clean, speaksToModel, developerMemories }: ProposalRules,
): Candidate | Drop {
  const { type } = proposal;
  const comment = comments.find(({ key }) => key === proposal.comment.replace(/^comment\s+/, ''));
  if (comment === undefined) return 'no such comment';
  const quote = flat(proposal.quote);
  if (!containsQuote(comment.text, quote)) return 'quote not in the comment';
  if (quote.length < SHORTEST_QUOTE || quote.length > LONGEST_QUOTE) return 'quote too short';
  const text = flat(proposal.text);
  if (text === '' || text.length > LONGEST_TEXT) return 'empty or too long';
  if (speaksToModel(text) || speaksToModel(comment.text)) return 'speaks to a model';
  if (!isGrounded(text, quote)) return 'text not in the quote';
  if (isAboutDeveloper(type)) {
    if (!developerMemories) return 'developer memories are off';
    if (JUDGES.test(text)) return 'judges a person';
  }
  return {
    type,
    text: clean(text),
    quote: clean(quote),
    pathGlob: globOf(proposal.path_glob, quote, comment),
    comment,
  };
}

/** Whether it is about a person. */
export function isAboutDeveloper(type: string): boolean {
  return DEVELOPER_TYPES.some((one) => one === type);
}

/** The part of the quote that is nearest says yes where the text says yes, and most words of the text stand there. */
function isGrounded(text: string, quote: string): boolean {
  const mine = wordsOf(text);
  const whole = wordsOf(quote);
  if (mine.words.size === 0 || sharedOf(mine.words, whole.words) / mine.words.size < LEAST_GROUNDED) return false;
  const parts = quote.split(/[.;:!?,\n]+\s*/).map(wordsOf);
  const nearest = parts.toSorted((a, b) => sharedOf(mine.words, b.words) - sharedOf(mine.words, a.words))[0] ?? whole;
  return nearest.negations > 0 === mine.negations > 0;
}

/** A scope that the model chose counts only where the comment names it, or stands at a file of it. */
function globOf(glob: string, quote: string, { path }: PersonComment): string | null {
  const wanted = glob.trim();
  if (wanted === '' || /^\**\/?\**$/.test(wanted)) return null;
  const compiled = compileGlob(wanted);
  if ('problem' in compiled) return null;
  const named = wanted.replace(/\/?\*+.*$/, '');
  if (named.length > 2 && quote.includes(named)) return wanted;
  return path !== null && matches(compiled, path) ? wanted : null;
}

function matches(glob: CompiledGlob, path: string): boolean {
  return glob.matches(path, { steps: MATCH_STEPS }) === true;
}
