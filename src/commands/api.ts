import { text as readAll } from 'node:stream/consumers';
import { defineCommand, UsageError } from './command-line.js';
import { askServer, readStream, ServerError } from './login/ask-server.js';
import { readList } from './login/read-list.js';
import { serverTarget } from './login/server-target.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const HELP = `nectr api [<method>] <path>

Asks the server where this machine is signed in (\`nectr login\`) and prints its answer as JSON. A path is below /api/v1, such as
/reviews?limit=5; the server lists all of them at /api/v1/docs.

  --data <json>               the body; - reads it from standard input. Without a method it is POST then
  --all                       reads a list to its end, page after page
  --server <url>              another server; its token is in NECTR_TOKEN, which always overrides the stored one

  nectr api /reviews?limit=5
  nectr api /stream           events as they come, until Ctrl-C
  nectr api POST /findings/<id>/dismiss --data '{"reason":"intentional","scope":"finding"}'

Ends with 1 if the server says no; what it says is printed.
`;

/** `nectr api`. */
export const command = defineCommand({
  name: 'api',
  help: HELP,
  options: { data: { type: 'string' }, all: { type: 'boolean', default: false }, server: { type: 'string' } },
  mostArguments: 2,
  envFile: null,
  run: async ({ data, all, server: given }, args, env) => {
    const path = args.at(-1);
    if (path === undefined) throw new UsageError('a path is missing, such as /reviews');
    const method = (args.length > 1 ? (args[0] ?? '') : data === undefined ? 'GET' : 'POST').toUpperCase();
    if (!METHODS.includes(method)) throw new UsageError(`a method is one of ${METHODS.join(', ')}`);
    if (all && method !== 'GET') throw new UsageError('--all is for lists, which are read by GET');
    const { server, token } = serverTarget(env, given);
    const url = addressOf(server, path);
    const body = data === undefined ? undefined : await bodyOf(data);
    try {
      if (method === 'GET' && url.pathname === '/api/v1/stream') return await printStream(url, token);
      const answer = all ? await readAllOf(url, token) : await ask(url, { method, token, body });
      if (answer !== null) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      process.stderr.write(`nectr api: ${error.message}\n`);
      process.exitCode = 1;
    }
  },
});

/** Never on another host, whatever the path is. */
function addressOf(server: string, path: string): URL {
  if (!path.startsWith('/')) throw new UsageError(`a path begins with a slash, not ${JSON.stringify(path)}`);
  const isWhole = /^\/(?:api|auth|health)(?:[/?]|$)/.test(path);
  return new URL(`${server}${isWhole ? '' : '/api/v1'}${path}`);
}

async function bodyOf(data: string): Promise<object> {
  try {
    const body: unknown = JSON.parse(data === '-' ? await readAll(process.stdin) : data);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Said below.
  }
  throw new UsageError('--data takes a JSON object');
}

async function ask(
  url: URL,
  { method, token, body }: { method: string; token: string; body: object | undefined },
): Promise<unknown> {
  const { origin, pathname, search } = url;
  return (await askServer(origin, `${pathname}${search}`, { method, token, ...(body !== undefined && { body }) })).body;
}

/** Prints events as they come, until Ctrl-C or until the server ends. */
async function printStream(url: URL, token: string): Promise<void> {
  for await (const part of readStream(url.origin, `${url.pathname}${url.search}`, token)) process.stdout.write(part);
}

async function readAllOf({ origin, pathname, search }: URL, token: string): Promise<object> {
  const target = { server: origin, token };
  const items = await readList(target, `${pathname}${search}`, 'this is no list: leave --all away');
  return { items, next_cursor: null };
}
