import { defineCommand, oneOf, UsageError } from './command-line.js';

const HELP = `nectr mcp <verb> …

The MCP servers that reviews ask: Linear, Sentry, Slack, and those that administrators have added. Uses the database of the
running server, or opens it.

  list                        the servers with their tools, and what has changed; the default
  approve <name>              lets a server be asked with the tools it lists now
  test <name>                 connects to a server and lists its tools

  --installation <id>         of this installation (the id in \`list\`), where several have a server of that name
  --json                      the same for programs

Ends with 0: done; 1: it cannot be done, or the server does not answer; 2: there is no such server, or bad arguments.
`;

const VERBS = ['list', 'approve', 'test'] as const;

/** `nectr mcp`. */
export const command = defineCommand({
  name: 'mcp',
  verbs: VERBS,
  help: HELP,
  options: { installation: { type: 'string' }, json: { type: 'boolean', default: false } },
  mostArguments: 2,
  envFile: 'all',
  run: async ({ installation, json }, [given = 'list', name], env) => {
    const verb = oneOf('mcp', VERBS, given);
    if (verb === 'list' && name !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(name)}`);
    if (verb !== 'list' && name === undefined) throw new UsageError(`${verb} takes the name of a server`);
    const { runMcp } = await import('./mcp/run-mcp.js');
    await runMcp(env, { verb, name: name ?? '', installation: installation ?? null, json });
  },
});
