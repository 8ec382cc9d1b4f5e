/** The entities the sandbox keeps. They hold ids and facts; `render/` turns them into GitHub's JSON. */

export interface User {
  id: number;
  login: string;
  type: 'User' | 'Bot' | 'Organization';
  /** Of a person's profile; not set: they tell none. */
  name?: string;
  email?: string;
}

export type Level = 'read' | 'write' | 'admin';
/** What somebody may do in a repository, in GitHub's words. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
export type Permissions = Record<string, Level>;

export interface Installation {
  id: number;
  account: User;
  permissions: Permissions;
  events: string[];
  suspended: boolean;
  deleted: boolean;
  createdAt: string;
}

export interface Token {
  token: string;
  installationId: number;
  /** Null: every repository of the installation. */
  repositoryIds: number[] | null;
  permissions: Permissions;
  expiresAt: Date;
  revoked: boolean;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

/** A team of the organisation that owns a repository. */
export interface Team {
  id: number;
  slug: string;
  name: string;
}

export interface Reaction {
  id: number;
  user: User;
  content: string;
  createdAt: string;
}

export interface IssueComment {
  kind: 'issue-comment';
  id: number;
  issueNumber: number;
  user: User;
  body: string;
  createdAt: string;
  updatedAt: string;
  reactions: Reaction[];
  /** The classifier it was minimised with, lower case. */
  minimized: string | null;
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';

export interface Review {
  kind: 'review';
  id: number;
  user: User;
  body: string;
  state: ReviewState;
  commitId: string;
  submittedAt: string | null;
  minimized: string | null;
}

export type Side = 'LEFT' | 'RIGHT';

/** Where a review comment stands in the diff of its commit. */
export interface Anchor {
  path: string;
  side: Side;
  line: number;
  startLine: number | null;
  startSide: Side | null;
  position: number;
  diffHunk: string;
}

export interface ReviewComment {
  kind: 'review-comment';
  id: number;
  reviewId: number;
  inReplyTo: number | null;
  user: User;
  body: string;
  /** Where it was posted. */
  original: Anchor;
  /** Where it stands now; null when the line has gone (outdated). */
  current: Anchor | null;
  commitId: string;
  originalCommitId: string;
  createdAt: string;
  updatedAt: string;
  reactions: Reaction[];
  minimized: string | null;
  /** Who resolved the thread it begins. */
  resolvedBy: User | null;
}

/** Where the head branch of a pull request lives when it is not the repository itself. */
export interface Fork {
  id: number;
  owner: User;
  /** GitHub then answers `head.repo: null`. */
  deleted: boolean;
}

export interface Pull {
  id: number;
  head: { ref: string; sha: string; fork: Fork | null };
  base: { ref: string; sha: string };
  draft: boolean;
  mergedAt: string | null;
  /** What the merge made of it on its base. */
  mergeCommitSha: string | null;
  /** Who is asked for a review and has not answered. */
  requestedReviewers: User[];
  requestedTeams: Team[];
  reviews: Map<number, Review>;
  reviewComments: Map<number, ReviewComment>;
}

/** An issue; with `pull` set, also a pull request of the same number. */
export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  user: User;
  state: 'open' | 'closed';
  locked: boolean;
  labels: Label[];
  assignees: User[];
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  reactions: Reaction[];
  pull: Pull | null;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title: string | null;
  raw_details: string | null;
}

export interface CheckRun {
  id: number;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: string;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
}

/** What a scanner has uploaded for a ref. */
export interface CodeScanningAlert {
  number: number;
  state: 'open' | 'dismissed' | 'fixed';
  tool: string;
  rule: {
    id: string;
    severity: 'none' | 'note' | 'warning' | 'error';
    securitySeverity: 'low' | 'medium' | 'high' | 'critical' | null;
    description: string;
    tags: string[];
  };
  /** Such as `refs/pull/7/merge`. */
  ref: string;
  commitSha: string;
  path: string;
  startLine: number;
  endLine: number;
  message: string;
}

export interface Repository {
  id: number;
  owner: User;
  name: string;
  /** The git repository on disk that every answer is read from. */
  folder: string;
  private: boolean;
  archived: boolean;
  isFork?: boolean;
  /** Issues can be turned off; pull requests stay. */
  hasIssues: boolean;
  defaultBranch: string;
  installationId: number;
  createdAt: string;
  nextNumber: number;
  issues: Map<number, Issue>;
  comments: Map<number, IssueComment>;
  checkRuns: Map<number, CheckRun>;
  /** Oldest first. */
  codeScanningAlerts: CodeScanningAlert[];
  labels: Map<string, Label>;
  /** By login in lower case. */
  collaborators: Map<string, Role>;
  /** Those that have access, by slug. */
  teams: Map<string, Team>;
}

export interface Delivery {
  id: number;
  guid: string;
  event: string;
  payload: Record<string, unknown>;
  deliveredAt: string;
  redelivery: boolean;
  /** Seconds. */
  duration: number;
  statusText: string;
  statusCode: number;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

/** One request, whatever it asked for. */
export interface Call {
  /** When it arrived and when it was answered: milliseconds since 1970. */
  at: number;
  until: number;
  method: string;
  /** Without the `/api/v3` or `/api` before it, numbers and SHAs replaced. */
  route: string;
  kind: 'read' | 'write' | 'content';
  status: number;
  installationId: number | null;
  /** Whose limits it counts for; null: it was refused before. */
  key: string | null;
  /** It came after a limit and before its end. */
  early: boolean;
}

/** One request that was meant to change something; `status` is what the server decided, 0 if it never looked. */
export interface JournalEntry {
  at: Date;
  method: string;
  /** Without the `/api/v3` or `/api` before it, with the query. */
  path: string;
  status: number;
  body: unknown;
  installationId: number | null;
}
