import { cutText } from '../../words/cut-text.js';
/** Why a place that was doubted is no finding. */
export const DROP_REASONS = [
  'code excludes it',
  'harmless',
  'stood before',
  'not proven',
  'known already',
  'taste',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** A place of the change that an agent doubted, and what has become of it. */
export interface Candidate {
  path: string;
  line: number;
  /** The doubt, in a sentence of the model. */
  doubt: string;
  answer: 'reported' | 'dropped' | 'open';
  /** Why it was dropped; null: it was not. */
  because: DropReason | null;
  /** The line of reason; empty: none was given. */
  reason: string;
}

/** Of one agent: more are no list of doubts any more. */
const MOST = 60;
const LONGEST = 300;
/** So often an agent that would end is reminded of what it has not answered. */
const REMINDERS = 2;

/**
 * The doubts of one agent. Each must be answered before it ends: none of them may be forgotten, or dropped without a
 * word.
 */
export function createCandidates() {
  const noted = new Map<string, Candidate>();
  let reminders = 0;
  const open = () => [...noted].filter(([, { answer }]) => answer === 'open');
  const answer = (handle: string, given: Partial<Candidate>): string | null => {
    const known = noted.get(handle.trim().toUpperCase());
    if (known === undefined) return `there is no candidate ${cutText(handle, 20)}`;
    Object.assign(known, given);
    return null;
  };
  return {
    /** Takes new doubts; their handles, in order. What is too much is left out. */
    note: (some: readonly Pick<Candidate, 'path' | 'line' | 'doubt'>[]): string[] =>
      some.slice(0, MOST - noted.size).map(({ path, line, doubt }) => {
        const handle = `C${noted.size + 1}`;
        noted.set(handle, {
          path: cutText(path, LONGEST),
          line,
          doubt: cutText(doubt, LONGEST),
          answer: 'open',
          because: null,
          reason: '',
        });
        return handle;
      }),
    /** Null: noted; else what is wrong with the handle. A report of another file leaves the doubt open. */
    reported: (handle: string, path: string): string | null => {
      const doubted = noted.get(handle.trim().toUpperCase())?.path.trim();
      if (doubted !== undefined && doubted !== path.trim())
        return `${cutText(handle, 20)} is about ${doubted}: answer it for itself`;
      return answer(handle, { answer: 'reported', because: null, reason: '' });
    },
    drop: (handle: string, because: DropReason, reason: string): string | null =>
      noted.get(handle.trim().toUpperCase())?.answer === 'reported'
        ? `${cutText(handle, 20)} was reported`
        : answer(handle, { answer: 'dropped', because, reason: cutText(reason, LONGEST) }),
    /** What to say to an agent that would end; null: it may. */
    reminder: (): string | null => {
      const left = open();
      if (left.length === 0 || reminders >= REMINDERS) return null;
      reminders += 1;
      const list = left.map(([handle, { path, line, doubt }]) => `${handle} ${path}:${line} ${doubt}`).join('\n');
      return `These candidates have no answer yet:\n${list}\nReport each with report_finding, or drop it with drop_candidates and a line of reason. Then end with the closing text.`;
    },
    all: (): Candidate[] => [...noted.values()],
  };
}

export type Candidates = ReturnType<typeof createCandidates>;
