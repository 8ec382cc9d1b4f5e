import type { RangeKind } from '../../checkout/resolve-range.js';
import { WANTED_EFFORTS, type WantedEffort } from '../../review/types.js';
import { dollars, oneOf, UsageError } from '../command-line.js';
import type { FailOn } from './fail-on.js';
import { formatOf } from './output-file.js';

export const FORMATS = ['terminal', 'markdown', 'json', 'sarif'] as const;
const PLAN_FORMATS = ['terminal', 'markdown', 'json'] as const;
const LEVELS = ['must-fix', 'should-fix', 'minor', 'never'] as const;

export const REVIEW_HELP = `nectr review [<base>..<head> | <base>] [options] [[--] <path>...]

Reviews what <head> changed since it left <base>, in the repository of this folder. Without a range: HEAD against the
default branch. With paths: only those files and folders of it. Nothing is sent anywhere, except to Claude if
ANTHROPIC_API_KEY or CLAUDE_PROVIDER is set.

  --working-tree              all uncommitted work, new files too, against HEAD or <base>
  --staged                    the staged changes, against HEAD or <base>
  --all                       everything that HEAD or the named commit holds; also how the first commit is reviewed
  --repo <path>               another repository
  --format <format>           ${FORMATS.join(' | ')}; as --output ends, else terminal on a terminal and
                              markdown elsewhere
  --output <file>             writes there instead of to standard output; x.sarif, x.json and x.md tell the format
  --fail-on <severity>        ${LEVELS.join(' | ')}; default must-fix
  --effort <effort>           ${WANTED_EFFORTS.join(' | ')}; default as the settings say
  --max-cost <dollars>        what Claude may cost at most; default 3, of which a normal review takes two thirds at most
                              and a quick one a third
  --require-claude            ends with 2 when Claude took no part
  --verbose                   how long each step took, what Claude doubted and why it dropped it, on standard error
  --dry-run                   says what Claude would be sent and cost, and sends nothing; needs no key

Ends with 0: no finding at or above --fail-on; 1: there is one; 2: the review could not be made, or a file that had to
be read was not (unless --fail-on never), or Claude was required and took no part.
`;

export const REVIEW_OPTIONS = {
  'working-tree': { type: 'boolean', default: false },
  staged: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  repo: { type: 'string', default: '.' },
  format: { type: 'string' },
  output: { type: 'string' },
  'fail-on': { type: 'string', default: 'must-fix' },
  effort: { type: 'string' },
  'max-cost': { type: 'string', default: '3' },
  'require-claude': { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

export interface ReviewArgs {
  kind: RangeKind;
  /** A range, or files, or both: what stands before `--`. */
  typed: string[];
  /** Files, whatever they are called: what stands behind `--`. */
  files: string[];
  repo: string;
  format: (typeof FORMATS)[number] | null;
  output: string | null;
  failOn: FailOn;
  effort: WantedEffort | null;
  maxCost: number;
  requireClaude: boolean;
  verbose: boolean;
  dryRun: boolean;
}

type Values = {
  [K in keyof typeof REVIEW_OPTIONS]: (typeof REVIEW_OPTIONS)[K]['type'] extends 'boolean'
    ? boolean
    : string | undefined;
};

/** The arguments as a review takes them. Throws UsageError for those that make no sense. */
export function readReviewArgs(values: Partial<Values>, args: readonly string[], files: string[]): ReviewArgs {
  const { repo = '.', output = null, effort, verbose = false } = values;
  const { 'fail-on': failOn = 'must-fix', 'max-cost': maxCost = '3' } = values;
  const { 'require-claude': requireClaude = false, 'dry-run': dryRun = false } = values;
  if (requireClaude && dryRun) throw new UsageError('--require-claude does not go with --dry-run, which asks nobody');
  return {
    kind: kindOf(values),
    typed: args.slice(0, args.length - files.length),
    files,
    repo,
    format: wantedFormat(values.format, output, dryRun),
    output,
    failOn: oneOf('--fail-on', LEVELS, failOn),
    effort: effort === undefined ? null : oneOf('--effort', WANTED_EFFORTS, effort),
    maxCost: dollars('--max-cost', maxCost),
    requireClaude,
    verbose,
    dryRun,
  };
}

function kindOf(values: Partial<Values>): RangeKind {
  const kinds = { 'working-tree': 'work', staged: 'index', all: 'all' } as const;
  const given = (['working-tree', 'staged', 'all'] as const).filter((name) => values[name] === true);
  const [first, second] = given;
  if (first !== undefined && second !== undefined) throw new UsageError(`--${first} does not go with --${second}`);
  return first === undefined ? 'commits' : kinds[first];
}

function wantedFormat(given: string | undefined, output: string | null, dryRun: boolean): ReviewArgs['format'] {
  const formats = dryRun ? PLAN_FORMATS : FORMATS;
  if (given !== undefined) return oneOf('--format', formats, given);
  const format = output === null ? null : formatOf(output);
  if (format === 'sarif' && dryRun) throw new UsageError('--dry-run has no SARIF: nothing is found');
  return format;
}
