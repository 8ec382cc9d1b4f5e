import { defineCommand } from './command-line.js';
import { askServer, ServerError } from './login/ask-server.js';
import { readLogin, removeLogin } from './login/stored-login.js';

const HELP = `nectr logout

Ends the sign-in of this machine: the token is revoked at its server, and forgotten here.
`;

/** `nectr logout`. */
export const command = defineCommand({
  name: 'logout',
  help: HELP,
  options: {},
  mostArguments: 0,
  envFile: null,
  run: async (_values, _args, env) => {
    const login = readLogin(env);
    if (login === null) {
      process.stdout.write('Nobody is signed in on this machine.\n');
      return;
    }
    removeLogin(env);
    try {
      await askServer(login.server, '/auth/logout', { method: 'POST', token: login.token });
      process.stdout.write(`Signed out of ${login.server}.\n`);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      process.stderr.write(
        `Forgotten here, but not revoked at ${login.server}: ${error.message} Revoke the token in its dashboard.\n`,
      );
      process.exitCode = 1;
    }
  },
});
