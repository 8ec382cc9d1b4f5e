import { defineCommand } from './command-line.js';

const HELP = `nectr migrate

Brings the database to this version: that of DATABASE_URL, or the embedded one of this folder. Several at once wait for
each other. The server does it by itself when it starts.
`;

/** `nectr migrate`. */
export const command = defineCommand({
  name: 'migrate',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: 'all',
  run: async (_values, _args, env) => (await import('./migrate/run-migrate.js')).runMigrate(env),
});
