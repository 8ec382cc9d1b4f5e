import { once } from 'node:events';
import {
  createServer,
  request as requestTo,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request of the worker on its way to a service. */
export interface Outgoing {
  service: string;
  method: string;
  path: string;
  body: string;
}

/** Called before the service sees a request and after it has answered; null: the answer goes on as it is. */
export interface Watch {
  before(outgoing: Outgoing): Promise<void> | void;
  after(outgoing: Outgoing): Promise<'lost' | '502' | null> | 'lost' | '502' | null;
}

/** Stands between the worker and a service on this machine, by HTTP; everything goes through as it was sent. */
export async function openGate(service: string, target: string, watch: Watch) {
  const { hostname, port } = new URL(target);
  const gate = { host: '' };
  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const body = Buffer.concat(pieces);
    const outgoing = { service, method, path, body: body.toString('utf8') };
    await watch.before(outgoing);
    const asked = requestTo({ hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` } });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const answered: Buffer[] = [];
    for await (const piece of answer) answered.push(piece as Buffer);
    const fate = await watch.after(outgoing);
    if (fate === 'lost') response.destroy();
    else if (fate === '502') response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
    else response.writeHead(answer.statusCode ?? 500, here(answer.headers)).end(Buffer.concat(answered));
  };
  // Who is sent on stays in front of the gate.
  const here = ({ location, ...headers }: IncomingHttpHeaders) =>
    location === undefined ? headers : { ...headers, location: location.replace(`${hostname}:${port}`, gate.host) };
  const server = createServer((incoming, response) => void pass(incoming, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  gate.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host: gate.host,
    url: `http://${gate.host}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether a request is to change something: reads are asked by POST as well, in GraphQL and by search. */
export function changes({ method, path, body }: Outgoing): boolean {
  if (method === 'GET' || method === 'HEAD' || path.includes('/access_tokens')) return false;
  if (path.includes('graphql')) return /"query"\s*:\s*"\s*mutation/.test(body);
  return !/\/search\/|conversations\.(history|list)|users\.|auth\.test/.test(path);
}
