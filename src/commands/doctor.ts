import { defineCommand } from './command-line.js';

const HELP = `nectr doctor [options]

Looks at everything a review needs: configuration, disk, database, queues, the App on GitHub, sign-in, its webhook, Claude,
the graph, Mem0, the MCP servers. Says what is wrong and how to mend it. Claude is asked for one short answer, $0.001 at most.

  --json                      the same for programs
  --app-link                  prints the page that registers the App instead
  --org <name>                of the App's owner, for --app-link
  --webhook-url <url>         where GitHub reaches this server, for --app-link

Ends with 0: all is well; 1: something is not.
`;

/** `nectr doctor`. */
export const command = defineCommand({
  name: 'doctor',
  help: HELP,
  options: {
    json: { type: 'boolean', default: false },
    'app-link': { type: 'boolean', default: false },
    org: { type: 'string' },
    'webhook-url': { type: 'string' },
  },
  mostArguments: 0,
  envFile: 'all',
  run: async ({ json, 'app-link': appLink, org, 'webhook-url': webhookUrl }, _args, env) => {
    const { runDoctor } = await import('./doctor/run-doctor.js');
    await runDoctor(env, { json, appLink, org, webhookUrl });
  },
});
