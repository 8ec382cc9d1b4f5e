import { defineCommand, oneOf, UsageError } from './command-line.js';
import { serverTarget } from './login/server-target.js';

const HELP = `nectr workflows <verb> …

Without a server:

  schema                      the JSON schema of a workflow, such as .github/nectr/workflows/<name>.yml
  check <file> …              reads workflow files: what is wrong, by field, or what each does

Of the server where this machine is signed in (\`nectr login\`):

  list [--repo <owner/name>]  the workflows; with --repo the files of that repository
  show <name|id>              what starts one, and what it does; a file is called file:<name>
  run <name|id>               starts one by hand
      --input <name>=<value>  one of its inputs; as often as it has them
      --repo <owner/name>     the repository it is about
      --pr <n>                the pull request of that repository it is about
      --dry-run               does nothing outside, and says what it would do
  executions <name|id>        its runs, the newest first
      --limit <n>             so many; default 20
  logs <execution>            the log of a run
      --level <level>         of one level alone: DEBUG, INFO, WARNING, ERROR, CRITICAL
  explain <event id>          why an event started each workflow, or why not
  secrets list                the names of what requests of workflows may be signed in with
  secrets set <NAME>          sets one: its value from standard input, or asked for without showing it
  secrets delete <NAME>       forgets one

  --installation <id>         where several installations have a workflow of that name
  --server <url>              another server; its token is in NECTR_TOKEN, which always overrides the stored one
  --json                      the same for programs

Ends with 0: done; 1: a file is wrong, or the server says no; 2: bad arguments.
`;

/** Those that ask a server. */
const ASKING = ['list', 'show', 'run', 'executions', 'logs', 'explain', 'secrets'] as const;
const VERBS = ['schema', 'check', ...ASKING] as const;

/** Options that some verbs take alone. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  repo: ['list', 'show', 'run', 'executions'],
  pr: ['run'],
  input: ['run'],
  'dry-run': ['run'],
  limit: ['executions'],
  level: ['logs'],
  installation: ['list', 'show', 'run', 'executions', 'secrets'],
  server: ASKING,
};

/** `nectr workflows`. */
export const command = defineCommand({
  name: 'workflows',
  verbs: VERBS,
  help: HELP,
  options: {
    json: { type: 'boolean', default: false },
    server: { type: 'string' },
    installation: { type: 'string' },
    repo: { type: 'string' },
    pr: { type: 'string' },
    input: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean', default: false },
    limit: { type: 'string' },
    level: { type: 'string' },
  },
  mostArguments: 1000,
  envFile: null,
  run: async ({ server, ...options }, [given = 'list', ...args], env) => {
    const verb = oneOf('workflows', VERBS, given);
    refuseForeign(verb, { server, ...options });
    const takesNone = verb === 'schema' || verb === 'list';
    if (takesNone && args[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(args[0])}`);
    const { askWorkflows, check, printSchema } = await import('./workflows/run-workflows.js');
    if (verb === 'check') return check(args, options);
    if (verb === 'schema') return printSchema();
    await askWorkflows(verb, { target: serverTarget(env, server), args, options });
  },
});

function refuseForeign(verb: string, given: Readonly<Record<string, unknown>>): void {
  for (const [option, verbs] of Object.entries(OWNERS)) {
    const isGiven = given[option] !== undefined && given[option] !== false;
    if (isGiven && !verbs.includes(verb)) throw new UsageError(`--${option} belongs to ${verbs.join(', ')}`);
  }
}
