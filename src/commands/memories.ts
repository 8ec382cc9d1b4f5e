import { defineCommand, oneOf, UsageError } from './command-line.js';

const HELP = `nectr memories <verb> … --repo <owner>/<name>

What is remembered for a repository, dismissals included. Uses the database of the running server, or opens it.

  list [--all]                what is remembered, newest first; the default. --all: what was forgotten or has ended, too
  add "<text>"                remembers it at once
      --in <glob>             where it holds, such as src/**
      --rule <id>             the rule that it is about, such as js/eval
      --symbol <name>         the function, method or class that it is about
      --type <type>           project_rule (the default), project_pattern, decision, risk_module
      --days <n>              for so long, 365 at most
      --all-repositories      for every repository of the installation
  approve | disable | enable <M3>
                              what was proposed or is out of date holds; switches off; switches on
  forget <M3>                 takes it back, and a dismissal with everything it covered
  restore <M3>                brings back what was forgotten within the last 30 days
  export                      prints .github/nectr/memories.yml with what holds
  import <file>               remembers what such a file says
  why <F3> --pull <n>         which dismissals and memories keep a finding silent, or would
  decide                      what waits for somebody: out of date, contradictory, never used, proposed
  developers on | off         whether anything is remembered of how people work, for the whole installation
  schema                      the JSON schema of .github/nectr/memories.yml

  --json                      the same for programs

Ends with 0: done; 1: it cannot be done with this memory, or a part of a file is wrong; 2: there is no such repository, memory or
finding, or bad arguments.
`;

const VERBS = [
  'list',
  'add',
  'approve',
  'disable',
  'enable',
  'forget',
  'restore',
  'export',
  'import',
  'why',
  'decide',
  'developers',
  'schema',
] as const;
const MOST_ARGUMENTS: Readonly<Record<string, number>> = { list: 0, export: 0, decide: 0 };

/** Options that one verb takes. */
const OWNERS = {
  in: 'add',
  rule: 'add',
  symbol: 'add',
  type: 'add',
  days: 'add',
  'all-repositories': 'add',
  pull: 'why',
  all: 'list',
} as const;

/** The part of the help that is about one verb; null: about none. */
function helpOfVerb([verb]: readonly string[]): string | null {
  if (verb === undefined || !VERBS.some((one) => one === verb)) return null;
  const lines = HELP.split('\n');
  const begin = lines.findIndex((line) => /^ {2}[a-z]/.test(line) && line.slice(2, 30).split(/[ |]+/).includes(verb));
  const more = lines.slice(begin + 1).findIndex((line) => !/^ {3,}/.test(line));
  const [usage] = lines[begin]?.trim().split(/ {2,}/) ?? [];
  const repo = verb === 'schema' ? '' : ' --repo <owner>/<name>';
  const json = lines.find((line) => line.startsWith('  --json')) ?? '';
  return [`nectr memories ${usage}${repo}`, '', ...lines.slice(begin, begin + 1 + more), '', json, ''].join('\n');
}

/** `nectr memories`. */
export const command = defineCommand({
  name: 'memories',
  verbs: VERBS,
  help: HELP,
  helpOf: helpOfVerb,
  options: {
    repo: { type: 'string' },
    json: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    in: { type: 'string' },
    rule: { type: 'string' },
    symbol: { type: 'string' },
    type: { type: 'string' },
    days: { type: 'string' },
    pull: { type: 'string' },
    'all-repositories': { type: 'boolean', default: false },
  },
  mostArguments: 2,
  envFile: 'all',
  run: async ({ repo, ...options }, [given = 'list', ...args], env) => {
    const verb = oneOf('memories', VERBS, given);
    if (args.length > (MOST_ARGUMENTS[verb] ?? 1))
      throw new UsageError(`unexpected argument ${JSON.stringify(args.at(-1))}`);
    if (verb === 'schema') return (await import('./memories/run-memories.js')).printSchema();
    if (repo === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repo)) {
      throw new UsageError('--repo takes the name of a repository: owner/repo');
    }
    for (const [option, owner] of Object.entries(OWNERS)) {
      const value = options[option as keyof typeof OWNERS];
      if (value !== undefined && value !== false && verb !== owner)
        throw new UsageError(`--${option} belongs to ${owner}`);
    }
    const { runMemories } = await import('./memories/run-memories.js');
    await runMemories(env, { verb, repo, args, options });
  },
});
