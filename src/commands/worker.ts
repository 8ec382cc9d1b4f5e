import { defineCommand } from './command-line.js';

const HELP = `nectr worker

Takes work from the queues, beside a server with ROLE=web and any number of other workers. Needs DATABASE_URL, and ends
on SIGTERM or SIGINT after it has given its work back. Without an App it waits until one is set up.

  --no-stored                 takes nothing that set-up stored: the environment says it all
`;

/** `nectr worker`. */
export const command = defineCommand({
  name: 'worker',
  help: HELP,
  options: { 'no-stored': { type: 'boolean', default: false } },
  mostArguments: 0,
  envFile: 'all',
  run: async (values, _args, env) => {
    const { runWorker } = await import('./worker/run-worker.js');
    await runWorker(env, { readsStored: !values['no-stored'] });
  },
});
