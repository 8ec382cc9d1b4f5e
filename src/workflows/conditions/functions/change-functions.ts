import { codeOwnersOf, type OwnerRule } from '../../../graph/formulas/code-owners.js';
import { compilePattern } from '../../../syntax/paths/path-patterns.js';
import { pay, Spent, TOO_MUCH, type Run } from '../run.js';
import { Unknown, valueOf, type List, type Value } from '../values.js';
import type { Call, ConditionFunction } from './condition-function.js';

/** What this product adds to CEL: questions about a change. */
export const CHANGE_FUNCTIONS: readonly ConditionFunction[] = [
  {
    name: 'touches',
    isMethod: false,
    usage: 'touches("payments/**")',
    about:
      'One of the changed files matches the pattern, which is read as those of `paths` in `.github/nectr.yml`: `*.sql` at any depth, `docs/` a folder and all below it',
    signatures: ['touches(string): bool'],
    takes: [['string']],
    prepare: (glob) => overFiles(glob, { all: false }),
  },
  {
    name: 'only_touches',
    isMethod: false,
    usage: 'only_touches("docs/")',
    about: 'Every changed file matches the pattern, and there is one',
    signatures: ['only_touches(string): bool'],
    takes: [['string']],
    prepare: (glob) => overFiles(glob, { all: true }),
  },
  {
    name: 'label',
    isMethod: false,
    usage: 'label("security")',
    about: 'The pull request has the label, in upper or lower case',
    signatures: ['label(string): bool'],
    takes: [['string']],
    call: ([name], run) => {
      const labels = listOf(run.facts.event?.labels, 'event.labels');
      if (labels instanceof Unknown) return labels;
      pay(run, (name as string).length);
      const wanted = (name as string).toLowerCase();
      return labels.some((label) => {
        if (typeof label !== 'string') return false;
        pay(run, 20 + label.length);
        return label.toLowerCase() === wanted;
      });
    },
  },
  {
    name: 'codeowner',
    isMethod: false,
    usage: 'codeowner("@acme/payments")',
    about: 'The person, team or address owns one of the changed files by the CODEOWNERS file of the base branch',
    signatures: ['codeowner(string): bool'],
    takes: [['string']],
    call: ([login], run) => isOwner(login as string, run),
  },
  {
    name: 'days_since',
    isMethod: false,
    usage: 'days_since(event.created_at) > 7',
    about: 'Whole days from a time until `now`; a text is read as a time of ISO 8601',
    signatures: ['days_since(google.protobuf.Timestamp): int', 'days_since(string): int'],
    takes: [['timestamp'], ['string']],
    call: ([time], run) => {
      const [from, now] = [timeOf(time, 'the time given'), timeOf(run.facts.now, '`now`')];
      if (from instanceof Unknown) return from;
      if (now instanceof Unknown) return now;
      return BigInt(Math.floor((now.getTime() - from.getTime()) / DAY_MS));
    },
  },
];

const DAY_MS = 24 * 60 * 60 * 1000;
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/i;

/** A time of the facts: a Date, or text of ISO 8601. */
export function timeOf(given: unknown, name: string): Date | Unknown {
  if (given === undefined || given === null) return new Unknown(`${name} is not known`);
  const time = given instanceof Date ? given : new Date(typeof given === 'string' && ISO.test(given) ? given : NaN);
  return Number.isNaN(time.getTime()) ? new Unknown(`${name} is no valid time`) : time;
}

function listOf(given: unknown, name: string): List | Unknown {
  if (given === undefined || given === null) return new Unknown(`\`${name}\` is not known`);
  const value = valueOf(given, () => `\`${name}\``);
  return Array.isArray(value) ? value : new Unknown(`\`${name}\` is no list`);
}

function overFiles(glob: string, { all }: { all: boolean }): Call | { problem: string } {
  // The same by its name, which takes no matching: `payments/**` is that folder and all below it.
  const pattern = compilePattern(glob.replace(/^\/?([^/].*)\/\*\*$/, '/$1'));
  if ('problem' in pattern)
    return { problem: `The pattern ${JSON.stringify(glob)} cannot be read: ${pattern.problem}` };
  if (pattern.negated) return { problem: `Put \`!\` before the function instead: !touches(…)` };
  const literals = literalsOf(glob);
  return (_, run) => {
    const files = listOf(run.facts.event?.changed_files, 'event.changed_files');
    if (files instanceof Unknown) return files;
    const found = (path: unknown) => {
      if (typeof path !== 'string') return false;
      pay(run, 10 + path.length / 8);
      const holds = (literal: string) => {
        pay(run, 2 + path.length / 8);
        return path.includes(literal);
      };
      if (!literals.every(holds)) return false;
      const budget = { steps: run.budget.steps / GLOB_STEP };
      const matches = pattern.matches(path, budget);
      run.budget.steps = budget.steps * GLOB_STEP;
      if (matches === null) throw new Spent(TOO_MUCH);
      return matches;
    };
    return all ? files.length > 0 && files.every(found) : files.some(found);
  };
}

/** What one step of the project's matcher costs in ours. */
const GLOB_STEP = 2;
const GROUP = /[@?*+]?\([^()]*\)|\{[^{}]*\}|\[[^\]]*\]/g;

/** What stands in every path that a glob matches, outside of its groups: most paths need no closer look. */
function literalsOf(glob: string): string[] {
  if (glob.includes('\\')) return [];
  let plain = glob;
  for (let before = ''; before !== plain;) [before, plain] = [plain, plain.replaceAll(GROUP, '*')];
  return /[[\]{}()]/.test(plain) ? [] : plain.split(/[*?/]+/).filter((literal) => literal !== '' && literal !== '.');
}

/**
 * Files that a rule naming this owner matches are looked at again with the rules below it, since the last one that
 * matches decides; most files are not matched by any of the few that name one owner.
 */
function isOwner(login: string, run: Run): Value {
  const files = listOf(run.facts.event?.changed_files, 'event.changed_files');
  const rules = run.facts.code_owners;
  if (rules === undefined) return new Unknown('the CODEOWNERS file is not known');
  if (files instanceof Unknown) return files;
  const wanted = (login.includes('@') ? login : `@${login}`).toLowerCase();
  pay(run, rules.length * 20);
  const owned = rules.flatMap(({ owners }, index) => {
    pay(run, owners.length * 20);
    return owners.some((owner) => owner.toLowerCase() === wanted) ? [index] : [];
  });
  return files.some((path) => {
    if (typeof path !== 'string') return false;
    const at = owned.findLast((index) => isMatched(rules.slice(index, index + 1), path, run));
    return at !== undefined && !isMatched(rules.slice(at + 1), path, run);
  });
}

function isMatched(rules: readonly OwnerRule[], path: string, run: Run): boolean {
  let next = rules.length;
  pay(run, 20 + rules.length / 8);
  return (
    codeOwnersOf(rules, path, () => {
      const { pattern = '' } = rules[--next] ?? {};
      // A star may be tried at each character of the path.
      pay(run, 100 + (pattern.includes('*') ? pattern.length * path.length : pattern.length + path.length));
    }) !== null
  );
}
