import { defineCommand, UsageError } from './command-line.js';

const HELP = `nectr setup [options]

Sets a server up without its page: creates the App on GitHub by a small form on this machine, or takes one that there is.
What it learns is stored encrypted in the database; a server that runs uses it within seconds.

  --link                      prints a link to the page of the running server instead
  --url <address>             where GitHub and people reach the server, such as https://nectr.acme.dev
  --channel                   a smee channel in place of that, for a trial
  --github <address>          of an Enterprise Server
  --org <name>                whose the App becomes; your own account without it
  --name <name>               of the App; nobody else on GitHub may have it

  --existing                  an App that there is; what no option names is asked for
  --app-id <number>           on the App's page
  --key-file <file>           its private key, PEM
  --secret-file <file>        holds the webhook secret, at least 32 bytes
  --client-id <id>            for sign-in, with
  --client-secret-file <file> a client secret of the App

  --claude-key-file <file>    holds a key of Anthropic: it is checked and stored
  --reset                     forgets everything that was stored; the App on GitHub stays

Secrets are taken from files or typed, never from the command line. Ends with 0: done; 1: not.
`;

/** `nectr setup`. */
export const command = defineCommand({
  name: 'setup',
  help: HELP,
  options: {
    link: { type: 'boolean', default: false },
    url: { type: 'string' },
    channel: { type: 'boolean', default: false },
    github: { type: 'string' },
    org: { type: 'string' },
    name: { type: 'string' },
    existing: { type: 'boolean', default: false },
    'app-id': { type: 'string' },
    'key-file': { type: 'string' },
    'secret-file': { type: 'string' },
    'client-id': { type: 'string' },
    'client-secret-file': { type: 'string' },
    'claude-key-file': { type: 'string' },
    reset: { type: 'boolean', default: false },
  },
  mostArguments: 0,
  envFile: 'all',
  run: async (values, _args, env) => {
    if (values.url !== undefined && values.channel) throw new UsageError('--url and --channel exclude each other');
    const { runSetup } = await import('./setup/run-setup.js');
    await runSetup(env, values);
  },
});
