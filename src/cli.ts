#!/usr/bin/env node

const USAGE = `nectr <command>

  start                       the server (also: npm start)
  worker                      takes work from the queues; needs DATABASE_URL
  migrate                     brings the database to this version
  review [<base>..<head>]     reviews a range of the repository in this folder; see \`nectr review --help\`
  replay --last N             reviews the last N merged changes of a repository, and looks what became of the lines
  demo [--keep]               a review of a sample pull request, on this machine only
  demo --repo <path> --last N reviews the last N merged changes of a repository
  doctor [--json] [--app-link [--org <name>] [--webhook-url <url>]]
                              what is wrong, and how to mend it; the registration link of the App
  events list|show|redrive|status
                              the inbox, its dead letters and the queues
  config schema|reference     JSON schema of .github/nectr.yml, or its keys as a table
`;

type Command = (args: string[], env: Readonly<Record<string, string | undefined>>) => Promise<void>;

/** Loaded when asked for: the worker must not carry the demo along. */
const COMMANDS: Readonly<Record<string, Command>> = {
  start: async (_, env) => (await import('./commands/start.js')).start(env),
  worker: async (_, env) => (await import('./commands/worker.js')).runWorker(env),
  migrate: async (_, env) => (await import('./commands/migrate.js')).runMigrate(env),
  review: async (args, env) => (await import('./commands/review.js')).review(args, env),
  replay: async (args, env) => (await import('./commands/replay.js')).replay(args, env),
  demo: async (args) => (await import('./commands/demo.js')).demo(args),
  doctor: async (args, env) => (await import('./commands/doctor.js')).doctor(args, env),
  events: async (args, env) => (await import('./commands/events.js')).runEvents(args, env),
  config: async (args) => (await import('./commands/config-schema.js')).runConfigSchema(args),
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  await command(args, process.env);
} else {
  const asked = ['', 'help', '--help', '-h'].includes(name);
  (asked ? process.stdout : process.stderr).write(asked ? USAGE : `nectr has no command "${name}".\n\n${USAGE}`);
  process.exitCode = asked ? 0 : 2;
}
