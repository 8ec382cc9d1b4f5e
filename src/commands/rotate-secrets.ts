import { defineCommand } from './command-line.js';

const HELP = `nectr rotate-secrets

Stores all that is encrypted in the database with SECRET_KEY, so that SECRET_KEY_PREVIOUS can go. Uses the database of the
running server, or opens it. Safe to repeat, and to interrupt.

To change the key: set the new one as SECRET_KEY and the old one as SECRET_KEY_PREVIOUS, start every process again, run this, then
take SECRET_KEY_PREVIOUS away. Markers that were made with the old key are known no more then: leave it for as long as pull
requests from before are open.

  --json                      the same for programs

Ends with 1 if something could not be read with either key.
`;

/** `nectr rotate-secrets`. */
export const command = defineCommand({
  name: 'rotate-secrets',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  mostArguments: 0,
  envFile: 'all',
  run: async ({ json }, _args, env) =>
    (await import('./rotate-secrets/run-rotate-secrets.js')).runRotateSecrets(env, json),
});
