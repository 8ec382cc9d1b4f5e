import { parse } from 'parse5';
import { expect, it } from 'vitest';
import { createOpenStreams } from '../../src/api/door/open-streams.js';
import { createApi } from '../../src/api/create-api.js';
import { docsPage } from '../../src/api/docs-page.js';

const quiet = () => undefined;
const api = createApi({
  source: {} as never,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  authenticate: async () => null,
  readAccess: async () => ({ installations: [] }),
  graph: {} as never,
  readFileSettings: () => Promise.reject(new Error('not asked')),
  readFile: () => Promise.reject(new Error('not asked')),
  secretKeys: ['k'.repeat(64)],
  allowedPrivateHosts: [],
  hooks: { receive: async () => ({ kind: 'unknown' }), urlOf: (id) => id },
  changes: null,
  openStreams: createOpenStreams(),
  frontendUrl: null,
  installUrl: 'https://github.com/apps/nectr/installations/new',
  githubUrl: 'https://github.com',
  backendUrl: () => 'https://nectr.acme.dev',
  receiveEvent: () => Promise.reject(new Error('not asked')),
  diagnose: async () => ({ checks: [], at: new Date(0) }),
  appHealth: async () => ({ status: 'unknown', detail: null, checkedAt: null }),
});

it('shows every route with what it needs, to everyone, and loads nothing', async () => {
  const response = await api.request('/api/v1/docs');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
  const page = await response.text();
  const document = (await (await api.request('/api/v1/openapi.json')).json()) as { paths: Record<string, object> };
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `<details id="${method}-${path}">`),
  );
  expect(routes.length).toBeGreaterThan(20);
  expect(routes.filter((route) => !page.includes(route))).toEqual([]);
  expect(page.match(/class="needs"/g)).toHaveLength(routes.length);
  expect(page).toContain('Needs: write permission in its repository; of a token the scope write.');
  expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(|\son\w+=/i);
  const problems: string[] = [];
  parse(page, { onParseError: ({ code }) => problems.push(code) });
  expect(problems).toEqual([]);
});

it('shows parameters and examples, and text of the document as text', async () => {
  const page = String(
    await docsPage({
      info: { title: 'T', version: '1', description: '<script>alert(1)</script>' },
      components: { schemas: { Box: { type: 'object', properties: { of: { $ref: '#/components/schemas/Box' } } } } },
      paths: {
        '/api/v1/boxes/{id}': {
          post: {
            parameters: [
              { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
            ],
            requestBody: {
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: { at: { type: ['string', 'null'], format: 'date-time' }, kind: { enum: ['a', 'b'] } },
                  },
                },
              },
            },
            responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Box' } } } } },
          },
        },
      },
    }),
  );
  expect(page).not.toContain('<script>');
  expect(page).toContain('integer, 1 to 100, default 20');
  expect(page).toContain('2026-01-31T12:00:00Z');
  expect(page).toContain('Needs: no sign-in.');
});
