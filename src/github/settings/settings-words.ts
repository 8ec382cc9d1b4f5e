import { z } from 'zod';
import { nearest } from '../../words/nearest.js';

interface Schema {
  type?: string;
  enum?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  /** Only the language has one. */
  pattern?: string;
  /** Of a section: its keys. */
  properties?: Record<string, unknown>;
}

/** What other tools, and YAML of the old kind, call the values of a key. */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  true: ['true', 'yes', 'on', 'y', '1', 'enable', 'enabled', 'always'],
  false: ['false', 'no', 'off', 'n', '0', 'disable', 'disabled', 'never'],
  off: ['false', 'no', '0', 'none', 'never', 'disable', 'disabled', 'ignore', 'skip'],
  'must-fix': ['error', 'errors', 'critical', 'blocker', 'fatal', 'high', '2'],
  'should-fix': ['warning', 'warnings', 'warn', 'medium', 'major', 'moderate', '1'],
  minor: ['info', 'information', 'low', 'nit', 'nitpick', 'note', 'notice', 'hint', 'suggestion', 'trivial', 'all'],
};
/** What other reviewers and linters call our keys. */
const KEY_ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  'paths.ignore': [
    'path_filters',
    'ignore_paths',
    'ignored_paths',
    'ignore_patterns',
    'ignore_files',
    'ignored_files',
    'exclude',
    'excludes',
    'excluded',
    'exclude_paths',
    'excluded_paths',
    'exclude_patterns',
    'skip_paths',
  ],
  'paths.include': ['include_paths', 'included_paths', 'only', 'only_paths', 'files', 'globs', 'patterns'],
  'skip.titles': ['ignore_title_keywords', 'title_keywords', 'ignore_titles', 'skip_titles', 'ignore_title'],
  'skip.labels': ['ignore_labels', 'skip_labels', 'exclude_labels'],
  'skip.branches': ['ignore_branches', 'skip_branches', 'exclude_branches'],
  min_severity: ['severity', 'minimum_severity', 'severity_threshold', 'threshold', 'min_level', 'level'],
  max_minor_comments: ['max_minor', 'max_nits', 'minor_comments'],
  max_comments: ['max_findings', 'comment_limit', 'comments', 'limit'],
  request_changes: ['request_changes_workflow', 'block', 'blocking'],
  fail_check: ['fail_on', 'fail', 'fail_commit_status'],
  human_reviews: ['required_reviewers', 'min_reviewers', 'required_approvals', 'min_approvals', 'human_approvals'],
  enabled: ['disable', 'disabled', 'enable', 'auto_review'],
  bots: ['ignore_bots', 'skip_bots', 'ignore_authors', 'ignore_usernames'],
  drafts: ['ignore_drafts', 'skip_drafts', 'review_drafts'],
  language: ['lang', 'locale'],
};
/** What YAML reads as text without quotes. */
const PLAIN = /^[\w./][\w./*-]*$/;

/**
 * What a key takes, as one says it: `true or false`, `a whole number from 0 to 50`, `off, must-fix, should-fix or
 * minor`.
 */
export function takes(schema: z.ZodType): string {
  const { type, enum: values, minimum, maximum, pattern, properties } = jsonOf(schema);
  if (values) return listed(values);
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`;
  if (type === 'array') return 'a list, such as `[a, b]`';
  if (type === 'object')
    return properties === undefined
      ? 'rules with what they are, such as `js/eval: off`'
      : `keys of its own: ${listed(Object.keys(properties), 'and')}`;
  return pattern === undefined ? 'text' : 'the tag of a language, such as `en` or `pt-BR`';
}

/** The value that was meant, as one writes it; null: nothing resembles it. */
export function meantValue(schema: z.ZodType, given: unknown): string | null {
  const { type, enum: values, minimum, maximum } = jsonOf(schema);
  const said = typeof given === 'object' ? null : String(given).trim().toLowerCase();
  if (type === 'array') return typeof given === 'string' ? asList(given) : null;
  if (said === null) return null;
  if (type === 'integer')
    return /^\d{1,4}$/.test(said) && Number(said) >= (minimum ?? 0) && Number(said) <= (maximum ?? 0) ? said : null;
  const names = values ?? (type === 'boolean' ? ['true', 'false'] : []);
  return names.find((name) => ALSO_CALLED[name]?.includes(said)) ?? nearest(said, names);
}

/** `docs/, *.md`, written as one text, as the list that it was to be. */
function asList(text: string): string | null {
  const items = text
    .split(/[,\s]+/)
    .map((item) => item.replaceAll("'", ''))
    .filter((item) => item !== '');
  return items.length === 0 ? null : `[${items.map((item) => (PLAIN.test(item) ? item : `'${item}'`)).join(', ')}]`;
}

/** The default of a key, to be shown; null: it is empty, and says nothing. */
export function defaultOf(schema: z.ZodType): string | null {
  return shownDefault(jsonOf(schema).default);
}

/** The same of a default that was read already. */
export function shownDefault(value: unknown): string | null {
  const empty = value === undefined || JSON.stringify(value) === '[]' || JSON.stringify(value) === '{}';
  return empty ? null : String(value);
}

/**
 * The key that somebody meant, with the path to it: a slip of the pen, the spelling of another file (`maxComments`,
 * `max-comments`), or one that stands elsewhere (`ignore` is `paths.ignore`). Null: none.
 */
export function meantKey(given: string, here: readonly string[], everywhere: readonly string[]): string | null {
  const spelled = given
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[-\s]+/g, '_')
    .toLowerCase();
  const leaf = (path: string) => path.split('.').at(-1) ?? path;
  // `exclude` is but two letters from `include`.
  const called = everywhere.find((path) => KEY_ALSO_CALLED[path]?.includes(spelled));
  const near = called ?? nearest(spelled, here) ?? nearest(spelled, everywhere.map(leaf));
  return here.find((key) => key === near) ?? everywhere.find((path) => path === near || leaf(path) === near) ?? null;
}

/** The rule that was meant: a slip of the pen, or its name without what stands before the slash. */
export function meantRule(given: string, ids: readonly string[]): string | null {
  const name = given.split('/').at(-1) ?? given;
  const sameName = ids.filter((id) => id.endsWith(`/${name}`));
  return nearest(given, ids) ?? (sameName.length > 0 ? listed(sameName.slice(0, 3)) : null);
}

/** `a, b or c`. */
export function listed(words: readonly string[], last: 'or' | 'and' = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

function jsonOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}
