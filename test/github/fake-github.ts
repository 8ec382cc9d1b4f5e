import nock from 'nock';
import { installationOctokit, type Octokit } from '../../src/github/client/installation-octokit.js';
import { pem } from '../app-key.js';

export const HOST = 'https://github.test';
export const TARGET = { owner: 'acme', repo: 'shop', repositoryId: 7, number: 5, installationId: 9 };
export const PULL = {
  number: 5,
  title: 'Change',
  body: null,
  user: { login: 'alice', type: 'User' },
  draft: false,
  state: 'open',
  labels: [],
  base: { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'acme/shop' } },
  head: { ref: 'feature', sha: 'a'.repeat(40), repo: null },
  changed_files: 1,
};

export const APP = { appId: 1, privateKey: pem };
export const TOKEN = `ghs_1_eyJhbGciOiJSUzI1NiJ9.${'x-_.'.repeat(120)}`;

export interface Request {
  method: string;
  path: string;
  body: Record<string, unknown>;
  authorization: string | undefined;
}
export type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };
export type Route = (request: Request) => Answer | undefined;

/** Answers every request by the first route that wants it, else 404; keeps a journal of what was requested. */
export function fakeGitHub(...routes: Route[]): Request[] {
  const journal: Request[] = [];
  for (const method of ['get', 'post', 'patch', 'delete'] as const) {
    nock(HOST)
      .persist()
      [method](/.*/)
      .reply(function (path, sent) {
        const body = (typeof sent === 'object' ? sent : {}) as Record<string, unknown>;
        const authorization = String(this.req.headers.authorization ?? '');
        const request = { method: method.toUpperCase(), path: decodeURIComponent(path), body, authorization };
        journal.push(request);
        const answer = routes.map((route) => route(request)).find(Boolean) ?? defaultAnswer(request);
        const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
        return [answer.status ?? 200, text, { 'content-type': 'application/json; charset=utf-8', ...answer.headers }];
      });
  }
  return journal;
}

export async function connect(fast: Partial<Parameters<typeof installationOctokit>[0]> = {}): Promise<Octokit> {
  return installationOctokit(
    {
      ...APP,
      baseUrl: HOST,
      log: { warn: () => undefined, error: () => undefined },
      retryDelayMs: 1,
      pace: null,
      ...fast,
    },
    { installationId: 9, repositoryIds: [7], permissions: { contents: 'read' } },
  );
}

function defaultAnswer({ method, path }: Request): Answer {
  if (path.endsWith('/access_tokens'))
    return { status: 201, body: { token: TOKEN, expires_at: new Date(Date.now() + 3_600_000).toISOString() } };
  if (method === 'GET' && path === '/repos/acme/shop/pulls/5') return { body: PULL };
  return { status: 404, body: { message: 'Not Found' } };
}
