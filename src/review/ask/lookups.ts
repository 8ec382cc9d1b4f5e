import type { GivenMemory } from '../memories/types.js';
import type { Surrounding } from '../types.js';

/** One commit as the reviewer's tools show it. Author names are untrusted text: no decision rests on them. */
export interface HistoryCommit {
  sha: string;
  /** First line of the message. */
  subject: string;
  author: string;
  /** ISO 8601. */
  date: string;
}

export interface IssueDetails {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: string[];
  /** Oldest first, bounded. */
  comments: { author: string; body: string }[];
}

export interface IssueHit {
  number: number;
  title: string;
}

/** What may be asked of the graph of the repository. */
export const GRAPH_QUESTIONS = [
  'callers_of',
  'callees_of',
  'implementations_of',
  'tests_of',
  'history_of_file',
  'history_of_lines',
  'co_changed_with',
  'experts_of',
] as const;

export interface GraphQuery {
  question: (typeof GRAPH_QUESTIONS)[number];
  path: string;
  /** Null: all of the file. */
  symbol: string | null;
  /** 1-based; null: the question is about no lines. */
  fromLine: number | null;
  toLine: number | null;
}

/** Lines of an answer, bounded, surest or newest first. */
export interface GraphAnswer {
  lines: string[];
  /** What is not in them, and why; null: nothing is left out. */
  left: string | null;
}

/**
 * What the reviewer's tools may ask of the repository's host, bound to one repository. A lookup whose source is
 * missing is absent, and the tool is not offered to the model. Each is bounded and throws what its adapter throws.
 */
export interface Lookups {
  /** The last commits that touched a path, newest first, as seen from the head under review. */
  fileHistory?: (path: string, limit: number, signal: AbortSignal) => Promise<HistoryCommit[]>;
  /** First line of the message of the commit under review; null: not known. */
  headSubject?: (signal: AbortSignal) => Promise<string | null>;
  /** Null: there is no such issue in this repository. */
  issue?: (number: number, signal: AbortSignal) => Promise<IssueDetails | null>;
  /** `questions`: those that the graph of this repository can answer. An answer of null: it gives none now. */
  queryGraph?: {
    questions: readonly GraphQuery['question'][];
    ask(query: GraphQuery, signal: AbortSignal): Promise<GraphAnswer | null>;
  };
  /** What the team said that has to do with some words, best first. Absent: nothing is remembered. */
  searchProjectMemory?: (words: string, limit: number, signal: AbortSignal) => Promise<GivenMemory[]>;
  /** The same of how the author of the change works: only the author's own. */
  searchDeveloperMemory?: (words: string, limit: number, signal: AbortSignal) => Promise<GivenMemory[]>;
  /** Errors of production that go through a file; `refused`: why they cannot be asked for, in words for the model. */
  relatedErrors?: (path: string, signal: AbortSignal) => Promise<{ errors: Surrounding[] } | { refused: string }>;
  searchOpenIssues?: (words: string, limit: number, signal: AbortSignal) => Promise<IssueHit[]>;
}
