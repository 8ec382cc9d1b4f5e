#!/usr/bin/env node
import { COMMANDS } from './commands/all-commands.js';
import { version } from './version.js';
import { nearest } from './words/nearest.js';

const HELP = `nectr <command>

  start                       the server (also: npm start)
  setup                       creates the GitHub App, or takes one that there is, without the page of the server
  worker                      takes work from the queues; needs DATABASE_URL
  migrate                     brings the database to this version
  review [<base>..<head>]     reviews a range of the repository in this folder, or its uncommitted work, or all of it
  replay --last N             reviews the last N merged changes of a repository, and checks what became of the lines
  demo [--keep]               a review of a sample pull request, on this machine only
  demo --repo <path> --last N reviews the last N merged changes of a repository
  doctor [--json] [--app-link]
                              what is wrong, and how to mend it; the registration link of the App
  events list|show|redrive|status
                              the inbox, its dead letters and the queues
  graph status|rescan|forget  what is known of the repositories, and the scans
  memories list|add|forget|export|import|why
                              what is remembered for a repository, and what keeps a finding silent
  workflows check|list|show|run|executions|logs|explain
                              what people define: reads files without a server; lists, starts and explains at the server
  mcp list|approve|test       the servers that reviews ask: Linear, Sentry, Slack and others
  forget-person <login>       forgets a person in the memories of all installations
  login | logout              signs this machine in at a server, for commands that ask it
  api [<method>] <path>       asks that server and prints JSON, such as nectr api /reviews?limit=5
  skill                       how a coding agent works with findings, as a SKILL.md
  backup <file>               writes the whole database to a file, while the server works
  restore <file>              brings such a file into an empty database
  rotate-secrets              stores what is encrypted with the new SECRET_KEY
  rules [--json]              what the reviewer looks for by itself; the ids for .github/nectr.yml
  config schema|reference     JSON schema of .github/nectr.yml, or its keys as a table

\`nectr <command> --help\` and \`nectr help <command>\` tell what a command takes; \`nectr --version\` the version. With --debug an\nerror that was not foreseen shows where it came from.
`;

const [name = 'help', ...args] = process.argv.slice(2);
if (Object.hasOwn(COMMANDS, name)) {
  await run(name, args);
} else if (name === '--version' || name === '-V') {
  process.stdout.write(`${version}\n`);
} else if (['help', '--help', '-h'].includes(name)) {
  const [of, ...more] = args.filter((arg) => !arg.startsWith('-'));
  if (of === undefined) process.stdout.write(HELP);
  else if (Object.hasOwn(COMMANDS, of)) await run(of, [...more, '--help']);
  else refuse(of);
} else {
  refuse(name);
}

/** What a command has not foreseen is one line, too: `--debug` shows where it came from. */
async function run(of: string, given: readonly string[]): Promise<void> {
  try {
    await (await COMMANDS[of]?.())?.command.run(given, process.env);
  } catch (error) {
    const { tellUnexpected } = await import('./commands/tell-unexpected.js');
    // Whatever it has left open must not keep the process.
    process.stderr.write(`nectr ${of}: ${tellUnexpected(error)}\n`, () => process.exit(1));
  }
}

function refuse(given: string): void {
  const isOption = given.startsWith('-');
  const meant = isOption ? nearest(given, ['--help', '--version']) : meantCommand(given);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  const wrong = isOption ? `nectr: unknown option ${given}` : `nectr has no command ${JSON.stringify(given)}`;
  process.stderr.write(`${wrong}${hint}; see \`nectr --help\`\n`);
  process.exitCode = 2;
}

/** Also by its beginning: `memory` is three slips from `memories`. */
function meantCommand(given: string): string | null {
  const names = Object.keys(COMMANDS);
  const begin = given.slice(0, -1);
  return nearest(given, names) ?? (begin.length < 4 ? null : (names.find((each) => each.startsWith(begin)) ?? null));
}
