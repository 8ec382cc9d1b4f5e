import { OpenAPIHono, z } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import type { ApiEnv } from '../../src/api/door/api-env.js';
import { defineRoute, noQuery } from '../../src/api/door/define-route.js';
import { answerValidator } from './validate-answer.js';

const Thing = z.object({ id: z.uuid(), at: z.iso.datetime().nullable(), rest: z.record(z.string(), z.int()) });
const api = new OpenAPIHono<ApiEnv>().basePath('/api/v1');
api.openAPIRegistry.register('Problem', z.object({ title: z.string() }));
api.openapi(
  defineRoute(
    { level: 'read', of: 'caller' },
    {
      method: 'get',
      path: '/things/{id}',
      request: { params: z.object({ id: z.string() }), query: noQuery },
      responses: { 200: { description: 'One', content: { 'application/json': { schema: Thing } } } },
    },
  ),
  (context) => context.json({} as never, 200),
);
const validate = answerValidator(api);
const thing = { id: '0b0f8d50-3b8e-4f0a-9d1c-1f2a3b4c5d6e', at: '2026-11-29T10:00:00.000Z', rest: { a: 1 } };
const answer = (body: unknown, { status = 200, type = 'application/json' } = {}) =>
  validate(
    'GET',
    '/api/v1/things/7?x=1',
    new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }),
  );

describe('an answer held against the document', () => {
  it('passes as it is announced, a problem with members of its own too', async () => {
    await answer(thing);
    await answer({ ...thing, at: null });
    const problem = { status: 409, type: 'application/problem+json' };
    await answer({ title: 'Conflict', install_url: 'https://github.com' }, problem);
    await validate(
      'GET',
      '/api/v1/none',
      new Response('{"title":"Not found"}', { status: 404, headers: { 'content-type': problem.type } }),
    );
  });

  it.each([
    ['a member that is not announced', { ...thing, secret: 1 }, {}, '"additionalProperty":"secret"'],
    ['a missing member', { id: thing.id, at: null }, {}, 'rest'],
    ['a time that is none', { ...thing, at: 'yesterday' }, {}, '/at'],
    ['a wrong value inside of a record', { ...thing, rest: { a: 'x' } }, {}, '/rest/a'],
    ['a status that is not announced', thing, { status: 201 }, 'not announced'],
    ['a content type that is not announced', thing, { type: 'text/html' }, 'text/html'],
    ['an error that is no problem', { error: 'x' }, { status: 500 }, 'application/json'],
  ])('fails: %s', async (_, body, how, message) => {
    await expect(answer(body, how)).rejects.toThrow(message);
  });
});
