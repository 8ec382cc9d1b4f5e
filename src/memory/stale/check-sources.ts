import { createHash } from 'node:crypto';
import { cutText } from '../../words/cut-text.js';
import type { Memory } from '../types.js';
import { containsQuote, flat } from '../words/contains-quote.js';
import { askOnce } from './ask-once.js';
import { contradictionOf, readRules, type RuleDocument } from './contradiction-of.js';

/** Where a repository writes down its rules: against a memory, they win. */
export const RULE_DOCUMENTS = ['AGENTS.md', 'CLAUDE.md', 'REVIEW.md'] as const;

/** What sources are looked at through. Each may throw: then nothing is known of that source. */
export interface SourcePorts {
  /** Text of a file of the base branch; null: it is not there. */
  readBase(path: string): Promise<string | null>;
  /** Contract hash of a symbol on the base branch; null: there is none. Absent: contracts are not looked at. */
  contractOf?(path: string, symbol: string): Promise<string | null>;
  /** What the comment says now; null: it is gone. Absent: comments are not looked at. */
  commentText?(memory: Memory): Promise<string | null>;
}

/** A memory that must not be applied any more, and why, as a sentence for people. */
export interface StaleMemory {
  memory: Memory;
  reason: string;
}

export interface CheckedSources {
  stale: StaleMemory[];
  /** Their source could not be read. */
  unchecked: Memory[];
}

/**
 * Looks whether what memories rest on is still so: the quoted paragraph on the base branch (wherever it moved in its
 * file or in the rule documents), the symbol's contract, the comment's words; and whether the rule documents say the
 * opposite. Each file is read once. Pure over its ports; never throws.
 */
export async function checkSources(memories: readonly Memory[], ports: SourcePorts): Promise<CheckedSources> {
  const readBase = askOnce((path) => ports.readBase(path));
  const readFlat = askOnce(async (path) => {
    const text = await readBase(path);
    return text === null ? null : flat(text);
  });
  const readRule = askOnce(async (path) => {
    const text = await readBase(path);
    return text === null ? null : readRules(path, text);
  });
  const checked = await Promise.all(
    memories.map(async (memory) => {
      try {
        const reason =
          (await sourceReason(memory, { ...ports, readBase: readFlat })) ?? (await ruleReason(memory, readRule));
        return { memory, reason, unchecked: false };
      } catch {
        return { memory, reason: null, unchecked: true };
      }
    }),
  );
  return {
    stale: checked.flatMap(({ memory, reason }) => (reason === null ? [] : [{ memory, reason }])),
    unchecked: checked.flatMap(({ memory, unchecked }) => (unchecked ? [memory] : [])),
  };
}

/** SHA-256 of a source's words, as it is kept with a memory: white space does not count. */
export function sourceHash(text: string): string {
  return createHash('sha256').update(flat(text)).digest('hex');
}

/** Why a memory is stale whose comment says something else now. */
export const EDITED = 'the comment that says it was edited';

/**
 * Why a memory that a comment says is not held up by what the comment says now; null: it is. `text` null: the comment
 * is gone.
 */
export function commentReason({ source, text: said, dismissal }: Memory, text: string | null): string | null {
  if (text === null) return 'the comment that says it was deleted';
  const quote = source.quote ?? (dismissal !== null && said !== '' ? said : null);
  const stands = quote === null ? source.sha256 === sourceHash(text) : containsQuote(text, quote);
  return stands ? null : EDITED;
}

async function sourceReason(
  memory: Memory,
  { readBase, contractOf, commentText }: SourcePorts,
): Promise<string | null> {
  const { kind, path, quote, sha256 } = memory.source;
  if (kind === 'comment' || kind === 'review') {
    return commentText === undefined ? null : commentReason(memory, await commentText(memory));
  }
  if (path === null) return null;
  const { symbol } = memory.scope;
  if (symbol !== null && quote === null && sha256 !== null) {
    if (contractOf === undefined) return null;
    const now = await contractOf(path, symbol);
    if (now === sha256) return null;
    return now === null ? `${symbol} is not in ${path} any more` : `the contract of ${symbol} in ${path} changed`;
  }
  if (quote === null && sha256 === null) return null;
  const text = await readBase(path);
  const wanted = quote === null ? null : flat(quote);
  // Each file was made flat once, and not again for each quote.
  const stands = (one: string): boolean =>
    wanted === null ? sha256 === sourceHash(one) : wanted !== '' && one.includes(wanted);
  if (text !== null && stands(text)) return null;
  for (const other of quote === null ? [] : RULE_DOCUMENTS) {
    const moved = other === path ? null : await readBase(other);
    if (moved !== null && stands(moved)) return null;
  }
  return text === null ? `${path} is not on the base branch any more` : `${path} does not say it any more`;
}

/** What describes the repository, or one finding, contradicts no rule. */
async function ruleReason(
  { type, text, source }: Memory,
  readRule: (path: string) => Promise<RuleDocument | null>,
): Promise<string | null> {
  if (type === 'dismissal' || type === 'project_map' || text === '') return null;
  const read = await Promise.all(RULE_DOCUMENTS.filter((path) => path !== source.path).map(readRule));
  const found = contradictionOf(
    text,
    read.filter((document) => document !== null),
  );
  return found === null ? null : `${found.path}:${found.line} says the opposite: ${cutText(found.sentence, 200)}`;
}
