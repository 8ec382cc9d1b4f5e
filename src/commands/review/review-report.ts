import { z } from 'zod';

const Place = z.object({ path: z.string(), reason: z.string() });

export const ReportFinding = z.object({
  /** `F1`, `F2` …: the handle within this report. */
  id: z.string(),
  /** Stays the same while rule, file and line's text do, wherever the line moves. */
  fingerprint: z.string(),
  rule: z.string(),
  severity: z.enum(['must-fix', 'should-fix', 'minor', 'pre-existing']),
  category: z.enum(['security', 'bug', 'performance', 'quality', 'tests', 'dependencies', 'workflow']),
  title: z.string(),
  body: z.string(),
  path: z.string(),
  side: z.enum(['LEFT', 'RIGHT']),
  /** 1-based, in the file of `side`; the last line of the place. */
  line: z.int().positive(),
  /** First line of a range; null for a single line. */
  startLine: z.int().positive().nullable(),
  /** The text of `line`, secrets masked. */
  quote: z.string(),
  evidence: z.string(),
  /** New text for `startLine` to `line`; null: none is offered. */
  suggestion: z.string().nullable(),
  /** A tested diff instead, where the remedy changes further lines of the file; absent: there is none. */
  remedy: z.string().optional(),
});

/** A place that a rule points at without proof, and nobody has confirmed. */
export const ReportLead = z.object({ path: z.string(), line: z.int().positive(), rule: z.string(), title: z.string() });

const Past = z.object({ number: z.int().nullable(), sha: z.string().nullable(), title: z.string() });
/** The only author of so many of the files whose history is known. */
const Gap = z.object({ name: z.string(), files: z.int(), of: z.int() });
const Person = z.object({ name: z.string(), reason: z.string() });

/** What the past says of the change, from git alone; `shared` of `revisions` changes of `with` came with `path`. */
export const ReportHistory = z.object({
  source: z.enum(['graph', 'git']),
  /** Why nothing or not all is known. */
  absent: z.string().nullable(),
  experts: z.array(z.object({ name: z.string(), share: z.number(), isInactive: z.boolean() })),
  related: z.array(Past.extend({ files: z.array(z.string()) })),
  partners: z.array(
    z.object({
      path: z.string(),
      with: z.string(),
      shared: z.int(),
      revisions: z.int(),
      last: Past.nullable(),
      isSaid: z.boolean(),
    }),
  ),
  undone: z.array(
    z.object({
      path: z.string(),
      lines: z.array(z.int()),
      by: Past,
      issue: z.object({ number: z.int(), title: z.string(), isBug: z.boolean() }).nullable(),
    }),
  ),
  /** Lists that are not whole; absent: all are. */
  cut: z.array(z.enum(['partners', 'undone', 'collisions'])).optional(),
  files: z.array(
    z.object({
      path: z.string(),
      changes: z.int(),
      hotspot: z.int().nullable(),
      fixes: z.array(Past),
      bugProne: z.number(),
    }),
  ),
  factors: z.array(z.string()),
  reviewers: z.object({ named: Person.nullable(), backup: Person.nullable(), gap: Gap.nullable() }),
});

/**
 * What `nectr review --format json` prints. `version` is raised when a field is removed or changes its meaning; new
 * fields may come without that.
 */
export const ReviewReport = z.object({
  version: z.literal(1),
  tool: z.object({ name: z.literal('nectr'), version: z.string() }),
  repository: z.string(),
  /** `mergeBase` is what the head was compared with. */
  base: z.object({ ref: z.string(), sha: z.string(), mergeBase: z.string() }),
  /** With `--staged` the id of a tree. */
  head: z.object({ ref: z.string(), sha: z.string() }),
  outcome: z.object({ kind: z.enum(['reviewed', 'partial', 'skipped']), reason: z.string().nullable() }),
  verdict: z.enum(['APPROVE', 'REQUEST_CHANGES', 'NEEDS_DISCUSSION']),
  /** By file, the one with the worst finding first. */
  findings: z.array(ReportFinding),
  /** Worth a look, not verified, worst first: they are no findings and change neither verdict nor exit code. */
  leads: z.array(ReportLead),
  /** Absent: it was not asked. */
  history: ReportHistory.optional(),
  coverage: z.object({
    total: z.int().nonnegative(),
    read: z.array(z.string()),
    skipped: z.array(Place),
    unread: z.array(Place),
  }),
  /** Claims that could not be proven, by reason. */
  dropped: z.array(z.object({ reason: z.string(), count: z.int().positive() })),
  /** What the reader should know: settings that were not understood, changes that were not part of the review. */
  notices: z.array(z.string()),
  /** Null: no model took part. */
  model: z.string().nullable(),
  /** US dollars. */
  cost: z.number().nonnegative(),
  /** `input` counts all tokens sent, `cached` those of them read from the cache. */
  tokens: z.object({ input: z.int(), output: z.int(), cached: z.int() }),
  durationMs: z.int().nonnegative(),
});

export type ReportHistory = z.output<typeof ReportHistory>;
export type ReviewReport = z.output<typeof ReviewReport>;
export type ReportFinding = z.output<typeof ReportFinding>;
