import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';

export interface Gateway {
  url: string;
  /** What was asked since the last call. */
  takeRequests(): string[];
  close(): Promise<void>;
}

/**
 * The sandbox for PyGithub, which asks for three things that our App never does (the repository, the commits of a pull
 * request, the languages): these are answered here, everything else by the sandbox. Counts what it is asked.
 */
export async function startGateway(sandbox: Sandbox): Promise<Gateway> {
  let requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const own = `http://${request.headers.host}`;
    const answer = extra(request.url ?? '', own);
    if (answer !== null) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return;
    }
    void forward(request, sandbox.url, own).then(
      ({ status, headers, text }) => response.writeHead(status, headers).end(text),
      () => response.writeHead(502).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeRequests: () => {
      const taken = requests;
      requests = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function extra(path: string, own: string): unknown {
  const [, owner, name, rest] = /^\/api\/v3\/repos\/([\w.-]+)\/([\w.-]+)(\/[^?]*)?/.exec(path) ?? [];
  if (owner === undefined || name === undefined) return null;
  const url = `${own}/api/v3/repos/${owner}/${name}`;
  if (rest === undefined)
    return {
      id: 1,
      name,
      full_name: `${owner}/${name}`,
      default_branch: 'main',
      private: true,
      url,
      owner: { login: owner },
    };
  if (rest === '/languages') return { TypeScript: 1000 };
  if (/^\/pulls\/\d+\/commits$/.test(rest))
    return [{ sha: 'a'.repeat(40), url: `${url}/commits/${'a'.repeat(40)}`, commit: { message: 'x' } }];
  return null;
}

async function forward(request: IncomingMessage, upstream: string, own: string) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const answer = await fetch(`${upstream}${request.url}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  const link = answer.headers.get('link');
  return {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      ...(link === null ? {} : { link: link.replaceAll(upstream, own) }),
    },
    // PyGithub follows the links in what it gets.
    text: (await answer.text()).replaceAll(upstream, own),
  };
}
