import { hostname } from 'node:os';
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import { SCOPES, type Scope } from '../access/caller.js';
import { defineCommand, oneOf, UsageError } from './command-line.js';
import { askServer, ServerError } from './login/ask-server.js';
import { deviceLogin } from './login/device-login.js';
import { serverOrigin } from './login/server-origin.js';
import { loginFile, readLogin, storeLogin } from './login/stored-login.js';

const DEFAULT_SCOPES: readonly Scope[] = ['read', 'write'];

const HELP = `nectr login [<server>]

Signs this machine in at a server of Nectr, such as https://nectr.example.com; without one the one of the last time, or
http://localhost:3000. You type a code on GitHub's page; the server then makes an API token for 90 days, named after this machine. It
is kept in your configuration folder, readable by you alone.

  --scopes <names>            what the token may do: read, write, admin and mcp, with commas between them; default ${DEFAULT_SCOPES.join(',')}
  --token                     reads an API token from standard input instead: nectr login <server> --token < file
`;

const Me = z.object({ user: z.object({ login: z.string() }) });

/** `nectr login`. */
export const command = defineCommand({
  name: 'login',
  help: HELP,
  options: { scopes: { type: 'string' }, token: { type: 'boolean', default: false } },
  mostArguments: 1,
  envFile: null,
  run: async ({ scopes, token: given }, [address], env) => {
    if (given && scopes !== undefined) throw new UsageError('--scopes is for a new token: that of --token has its own');
    const wanted = scopes === undefined ? DEFAULT_SCOPES : readScopes(scopes);
    const server = serverOrigin(address ?? readLogin(env)?.server ?? 'http://localhost:3000');
    try {
      const { token, login } = given ? await tokenOfInput(server) : await tokenByDevice(server, wanted);
      storeLogin(env, { server, token, login });
      process.stdout.write(`Signed in at ${server} as ${login}; kept in ${loginFile(env)}.\n`);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      process.stderr.write(`nectr login: ${error.message}\n`);
      process.exitCode = 1;
    }
  },
});

function readScopes(given: string): Scope[] {
  return [...new Set(given.split(',').map((name) => oneOf('--scopes', SCOPES, name.trim())))];
}

async function tokenByDevice(server: string, scopes: readonly Scope[]): Promise<{ token: string; login: string }> {
  const name = `nectr on ${
    hostname()
      .replaceAll(/[^\x20-\x7e]/g, '?')
      .slice(0, 60) || 'a machine'
  }`;
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  return deviceLogin(server, { name, scopes, say });
}

/** Never as an argument: everybody on a machine sees those. */
async function tokenOfInput(server: string): Promise<{ token: string; login: string }> {
  const token = (await readAll(process.stdin)).trim();
  if (!/^nectr_\w+$/.test(token)) throw new UsageError('--token reads a token from standard input: nectr_…');
  const { user } = Me.parse((await askServer(server, '/auth/me', { token })).body);
  return { token, login: user.login };
}
