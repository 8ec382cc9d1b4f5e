import type { DataSource } from 'typeorm';
import { forgetPerson } from '../../memory/forget-person.js';
import { countOf } from '../../words/count-of.js';
import type { Env } from '../command-line.js';
import { withDatabase } from '../with-database.js';

/** `nectr forget-person` with a login. */
export async function runForgetPerson(env: Env, login: string, json: boolean): Promise<void> {
  await withDatabase(env, 'forget-person', (source) => forget(source, login, json));
}

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
