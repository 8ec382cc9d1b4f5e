import { defineCommand, UsageError } from './command-line.js';

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
    const { runForgetPerson } = await import('./forget-person/run-forget-person.js');
    await runForgetPerson(env, login, json);
  },
});
