import type { OwnerRule } from '../../graph/formulas/code-owners.js';

/** A type as CEL names it; `time` is a timestamp, given as a Date or as text of ISO 8601. */
export type FieldType = 'string' | 'int' | 'bool' | 'time' | 'list<string>';

interface Field {
  type: FieldType;
  about: string;
}

/** A part of what is known, with named fields; a field may be such a part itself. */
export interface Group {
  about: string;
  /** Why nothing of it may be known, as the end of a sentence. */
  absent: string;
  fields: Readonly<Record<string, Field | Group>>;
}

/** A part without fields of ours: what stands in it is known only when it is there. */
interface Open {
  about: string;
  absent: string;
  type: 'map<string, dyn>' | 'dyn' | 'time';
}

/**
 * Everything a condition may ask about, in the order of the documentation, which is made of it (`reference.ts`), as are
 * the type check of a condition and the type of `Facts`.
 */
export const VARIABLES = {
  event: {
    about: 'What happened, and the pull request it happened to',
    absent: 'the run has no such event',
    fields: {
      type: {
        type: 'string',
        about:
          "GitHub's name of the event: `pull_request`, `issue_comment`, `push` …; of another service its own behind the service's: `sentry.issue.created`; else `schedule`, `webhook` or `manual`",
      },
      action: { type: 'string', about: 'What was done: `opened`, `synchronize`, `labeled`, `closed` …' },
      actor: { type: 'string', about: 'Login of who did it, or started the run by hand' },
      repository: { type: 'string', about: '`owner/name`' },
      number: { type: 'int', about: 'Number of the pull request or issue' },
      title: { type: 'string', about: 'Its title' },
      body: { type: 'string', about: 'Its description, or the text of the comment' },
      labels: { type: 'list<string>', about: 'Names of its labels' },
      base: { type: 'string', about: 'The branch it goes into' },
      head: { type: 'string', about: 'The branch it comes from' },
      base_sha: { type: 'string', about: 'Commit of the base' },
      head_sha: { type: 'string', about: 'Commit of the head' },
      draft: { type: 'bool', about: 'It is a draft' },
      merged: { type: 'bool', about: 'It is merged' },
      fork: { type: 'bool', about: 'The head lies in another repository, or in one that is gone' },
      origin: { type: 'string', about: 'Who wrote it: `human`, `assisted`, `agent` or `bot`' },
      changed_files: { type: 'list<string>', about: 'Paths of the changed files; `size()` counts them' },
      additions: { type: 'int', about: 'Lines added' },
      deletions: { type: 'int', about: 'Lines removed' },
      created_at: { type: 'time', about: 'When the pull request or issue was opened' },
      updated_at: { type: 'time', about: 'When it was last changed' },
    },
  },
  review: {
    about: 'What the review said of this head',
    absent: 'there is no review of this head',
    fields: {
      outcome: {
        type: 'string',
        about:
          '`reviewed`, or `partial` where not all could be read; one that was skipped or failed is no review of the head',
      },
      verdict: { type: 'string', about: '`APPROVE`, `REQUEST_CHANGES` or `NEEDS_DISCUSSION`' },
      risk: { type: 'string', about: '`low`, `medium` or `high`, where Claude took part' },
      findings: {
        about: 'How many findings are open',
        absent: 'there is no review of this head',
        fields: {
          must_fix: { type: 'int', about: 'Open findings that must be fixed' },
          should_fix: { type: 'int', about: 'Open findings that should be fixed' },
          minor: { type: 'int', about: 'Open minor findings' },
          total: { type: 'int', about: 'All open findings' },
        },
      },
      coverage: {
        about: 'How much was read',
        absent: 'there is no review of this head',
        fields: {
          read: { type: 'int', about: 'Changed files that were read' },
          total: { type: 'int', about: 'Changed files' },
        },
      },
    },
  },
  graph: {
    about: 'What the knowledge graph says of the changed files',
    absent: 'the graph gave no answer',
    fields: {
      callers: {
        type: 'int',
        about:
          'Functions and tests in other files that call what was changed: of the 100 files with the largest changes, up to 200',
      },
      bug_prone: { type: 'list<string>', about: 'Changed files in which much was fixed lately' },
      hotspots: { type: 'list<string>', about: 'Changed files that are long and often changed' },
      experts: { type: 'list<string>', about: 'Logins of who knows these files best, best first, at most two' },
      bus_factor: {
        type: 'int',
        about: 'How many people would have to leave until most of these files have no author',
      },
    },
  },
  steps: {
    about: 'Results of the actions before, by name: `steps.approval.granted`; each has `status`',
    absent: 'no action has run',
    type: 'map<string, dyn>',
  },
  inputs: {
    about: 'What was given when the run was started by hand or by a webhook',
    absent: 'the run has no inputs',
    type: 'map<string, dyn>',
  },
  payload: {
    about: 'The body that another service or a webhook sent, as it came',
    absent: 'the run has no payload',
    type: 'dyn',
  },
  now: { about: 'The time of the event or of the schedule', absent: 'the time is not given', type: 'time' },
} as const satisfies Readonly<Record<string, Group | Open>>;

interface Known {
  string: string;
  int: number | bigint;
  bool: boolean;
  time: Date | string;
  'list<string>': readonly string[];
  'map<string, dyn>': Readonly<Record<string, unknown>>;
  dyn: unknown;
}

type FactOf<T> = T extends { fields: infer F }
  ? { [K in keyof F]?: FactOf<F[K]> | undefined }
  : T extends { type: infer N extends keyof Known }
    ? Known[N]
    : never;

/** What is known when a condition is looked at. What is absent, undefined or null is unknown, in every depth. */
export type Facts = { [K in keyof typeof VARIABLES]?: FactOf<(typeof VARIABLES)[K]> | undefined } & {
  /** For `codeowner()`: the rules of the base branch's CODEOWNERS file, none for no file. */
  code_owners?: readonly OwnerRule[] | undefined;
};

/** The part, field or group that a path such as `review findings must_fix` names; undefined: there is none. */
export function declaredAt(path: readonly string[]): Field | Group | Open | undefined {
  let at: Field | Group | Open | undefined = Object.hasOwn(VARIABLES, path[0] ?? '')
    ? VARIABLES[path[0] as keyof typeof VARIABLES]
    : undefined;
  for (const name of path.slice(1)) {
    if (at === undefined || !('fields' in at)) return undefined;
    const { fields }: Group = at;
    at = Object.hasOwn(fields, name) ? fields[name] : undefined;
  }
  return at;
}
