import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Access } from '../../../src/access/tenancy/access.js';

/**
 * GitHub as far as it says who may see what: everybody who asks may write to all of `access` and
 * administers none of it. Nothing else of GitHub is there.
 */
export async function startGitHub({ installations }: Access): Promise<{ host: string; close(): void }> {
  const repositoriesOf = (id: number) =>
    installations.find(({ githubInstallationId }) => githubInstallationId === id)?.repositories ?? [];
  const answer = (url: URL, response: ServerResponse): void => {
    const page = Number(url.searchParams.get('page') ?? 1);
    const listed = (name: string, all: unknown[]) =>
      json(response, { total_count: all.length, [name]: all.slice((page - 1) * 100, page * 100) });
    const [, id] = /\/user\/installations\/(\d+)\/repositories$/.exec(url.pathname) ?? [];
    if (id !== undefined) return listed('repositories', repositoriesOf(Number(id)).map(asGitHub));
    if (url.pathname.endsWith('/user/installations')) return listed('installations', installations.map(installed));
    if (url.pathname.endsWith('/graphql'))
      return json(response, { data: { organization: { databaseId: 0, viewerCanAdminister: false } } });
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  };
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => answer(new URL(request.url ?? '/', 'http://github.test'), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function installed({ githubInstallationId, accountLogin }: Access['installations'][number]) {
  return { id: githubInstallationId, account: { id: githubInstallationId, login: accountLogin, type: 'Organization' } };
}

function asGitHub({ githubRepoId, fullName }: Access['installations'][number]['repositories'][number]) {
  const permissions = { admin: false, maintain: false, push: true, triage: true, pull: true };
  return { id: githubRepoId, full_name: fullName, private: true, permissions };
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
