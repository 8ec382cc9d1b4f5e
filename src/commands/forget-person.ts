import type { DataSource } from 'typeorm';
import { forgetPerson } from '../memory/forget-person.js';
import { countOf } from '../words/count-of.js';
import { defineCommand, UsageError } from './command-line.js';
import { withDatabase } from './with-database.js';

const HELP = `nectr forget-person <login>

Forgets a person in the memories of all installations: what is remembered about them is removed, and what they said for the team
stays as a rule of the team, without their name, the link and the quote; of a dismissal the reason stays, without their words. Uses
the database of the running server, or opens it. Safe to repeat.

  --json                      the same for programs

What GitHub itself tells of a repository is left: authors of pull requests, the people of the knowledge graph (\`nectr graph forget\`
removes a repository there), and recorded deliveries, which go after 90 days.
`;

/** `nectr forget-person`. */
export const command = defineCommand({
  name: 'forget-person',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  mostArguments: 1,
  envFile: 'all',
  run: async ({ json }, [given], env) => {
    if (given === undefined) throw new UsageError('whom? It takes the login of a person');
    const login = given.replace(/^@/, '');
    if (!/^[\w-]{1,100}$/.test(login))
      throw new UsageError(`a login is letters, digits and dashes, not ${JSON.stringify(given)}`);
    await withDatabase(env, 'forget-person', (source) => forget(source, login, json));
  },
});

async function forget(source: DataSource, login: string, json: boolean): Promise<void> {
  const forgotten = await forgetPerson(source, login);
  if (json) {
    process.stdout.write(`${JSON.stringify({ login, ...forgotten }, null, 2)}\n`);
    return;
  }
  const { aboutThem, proposals, said, names } = forgotten;
  if (aboutThem + proposals + said + names === 0) {
    process.stdout.write(`Nothing is remembered of ${login}.\n`);
    return;
  }
  process.stdout.write(
    `${[
      `removed: ${countOf(aboutThem, 'memory', 'memories')} about ${login}, ${countOf(proposals, 'proposal')} that rested on their words`,
      `without their name, link and quote now: ${countOf(said, 'memory', 'memories')} of the team, ${countOf(names, 'other place')}`,
      'left: the rules themselves, comments on GitHub, authors of pull requests, the people of the knowledge graph, recorded deliveries (90 days)',
    ].join('\n')}\n`,
  );
}
