import { defineCommand, type Env } from './command-line.js';
import { configOrExit } from './process-life.js';

const HELP = `nectr start

The server: takes deliveries of GitHub and, unless ROLE=web, reviews. Without an App it prints a link to the page that sets
it up, and goes on without a restart. Ends on SIGTERM or SIGINT after what is under way.
`;

/** `nectr start`, also `npm start`. */
export const command = defineCommand({
  name: 'start',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: 'all',
  run: (_values, _args, env) => start(env),
});

/** What is wrong with the configuration is told before anything large is loaded. */
async function start(env: Env): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const { runServer } = await import('./start/run-server.js');
  await runServer(config, env);
}
