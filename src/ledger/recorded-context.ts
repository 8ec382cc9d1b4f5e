import type { ReviewResult } from '../review/review-contract.js';
import type { ChangeHistory, PastChange } from '../review/history/types.js';

const MOST = 50;
const MOST_FILES = 20;

/** What is kept of what a review was given beside the change; each part with where it comes from. Bounded. */
export interface RecordedContext {
  linked_issues: { number: number; title: string; state: 'open' | 'closed' }[];
  /** Open pull requests that touch the same files. */
  conflicts: { number: number; title: string; files: string[] }[];
  /** What the past says, and whether the graph or git said it. */
  history: {
    source: ChangeHistory['source'];
    /** Why nothing or not all is known; null: nothing is missing. */
    absent: string | null;
    experts: { name: string; share: number; is_inactive: boolean }[];
    related: (PastChange & { files: string[] })[];
    /** Symbols of the change that something is known to call, with how many do. */
    called: { path: string; name: string; callers: number; tests: number }[];
    /** Files that used to change together with one of this change, and are not in it. */
    partners: { path: string; with: string; shared: number; revisions: number }[];
  } | null;
  /** What the team said that was used. */
  memories: { number: number; text: string; source: string; link: string | null; silenced: number }[];
  /** Sources that could not be asked. */
  missing: { source: string; reason: string }[];
  notices: string[];
  /** Claims that verification threw away. */
  dropped: { reason: string; count: number }[];
}

/** Pure. */
export function recordedContext({
  context: { linkedIssues, conflicts, history, missing },
  memories = [],
  notices,
  dropped,
}: Pick<ReviewResult, 'context' | 'memories' | 'notices' | 'dropped'>): RecordedContext {
  return {
    linked_issues: linkedIssues.slice(0, MOST).map(({ number, title, state }) => ({ number, title, state })),
    conflicts: conflicts.slice(0, MOST).map(({ number, title, files }) => ({
      number,
      title,
      files: files.slice(0, MOST_FILES),
    })),
    history: history === undefined ? null : recordedHistory(history),
    memories: memories.slice(0, MOST).map(({ number, text, source, link, silenced }) => ({
      number,
      text,
      source,
      link,
      silenced,
    })),
    missing: missing.slice(0, MOST).map(({ source, reason }) => ({ source, reason })),
    notices: notices.slice(0, MOST),
    dropped: dropped.slice(0, MOST).map(({ reason, count }) => ({ reason, count })),
  };
}

function recordedHistory({
  source,
  absent,
  experts,
  related,
  called,
  partners,
}: ChangeHistory): RecordedContext['history'] {
  return {
    source,
    absent,
    experts: experts.map(({ name, share, isInactive }) => ({ name, share, is_inactive: isInactive })),
    related: related.slice(0, MOST).map(({ number, sha, title, files }) => ({
      number,
      sha,
      title,
      files: files.slice(0, MOST_FILES),
    })),
    called: called.slice(0, MOST).map(({ path, name, callers, tests }) => ({
      path,
      name,
      callers: callers.length,
      tests: tests.length,
    })),
    partners: partners.slice(0, MOST).map(({ path, with: changed, shared, revisions }) => ({
      path,
      with: changed,
      shared,
      revisions,
    })),
  };
}
