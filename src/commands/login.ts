import { hostname } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import { defineCommand, UsageError } from './command-line.js';
import { askServer, ServerError } from './login/ask-server.js';
import { deviceLogin } from './login/device-login.js';
import { serverOrigin } from './login/server-origin.js';
import { loginFile, readLogin, storeLogin } from './login/stored-login.js';

const HELP = `nectr login [<server>]

Signs this machine in at a server of Nectr, such as https://nectr.example.com; without one the one of the last time, or
http://localhost:3000. You type a code on GitHub's page; the server then makes an API token that reads and writes for 90 days, named
after this machine. It is kept in your configuration folder, readable by you alone.

  --token                     reads an API token from standard input instead: nectr login <server> --token < file
`;

const Me = z.object({ user: z.object({ login: z.string() }) });

/** `nectr login`. */
export const command = defineCommand({
  name: 'login',
  help: HELP,
  options: { token: { type: 'boolean', default: false } },
  mostArguments: 1,
  envFile: null,
  run: async ({ token: given }, [address], env) => {
    const server = serverOrigin(address ?? readLogin(env)?.server ?? 'http://localhost:3000');
    try {
      const token = given ? await tokenOfInput() : await tokenByDevice(server);
      const { user } = Me.parse((await askServer(server, '/auth/me', { token })).body);
      storeLogin(env, { server, token, login: user.login });
      process.stdout.write(`Signed in at ${server} as ${user.login}; kept in ${loginFile(env)}.\n`);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      process.stderr.write(`nectr login: ${error.message}\n`);
      process.exitCode = 1;
    }
  },
});

async function tokenByDevice(server: string): Promise<string> {
  const name = `nectr on ${
    hostname()
      .replaceAll(/[^\x20-\x7e]/g, '?')
      .slice(0, 60) || 'a machine'
  }`;
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  return (await deviceLogin(server, { name, say })).token;
}

/** Never as an argument: everybody on a machine sees those. */
async function tokenOfInput(): Promise<string> {
  const token = (await readAll(process.stdin)).trim();
  if (!/^nectr_\w+$/.test(token)) throw new UsageError('--token reads a token from standard input: nectr_…');
  return token;
}
