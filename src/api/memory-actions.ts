import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { isRuleId } from '../github/settings/settings-schema.js';
import { restoreMemory } from '../ledger/forget-memory.js';
import { changeMemory } from '../memory/change-memory.js';
import { editMemory } from '../memory/edit-memory.js';
import { findMemory } from '../memory/find-memory.js';
import { pathGlob } from '../memory/path-glob.js';
import { SAID_TYPES, sayMemory } from '../memory/say-memory.js';
import { LONGEST_TEXT, type Memory as StoredMemory } from '../memory/types.js';
import { MEMORY_FILE_PORTS } from '../workflows/pulls/follow-memory-file.js';
import { forgetByPerson } from '../workflows/requests/forget-by-person.js';
import { accepted, idParam } from './door/accepted.js';
import type { ApiEnv } from './door/api-env.js';
import { actorOf } from './door/carry-out.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { findMemoryRow, readMemoryRow, requireMemoryPlace } from './door/find-memory-row.js';
import { findRepository } from './door/needs.js';
import { notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { plainText } from './lists/filters.js';
import type { MemoryRow } from './queries/list-memories.js';
import { Memory, memoryShown } from './shapes/memory.js';

const MOST_DAYS = 365;
const text = plainText(LONGEST_TEXT);
const shown = (description: string) => ({ description, content: { 'application/json': { schema: Memory } } });

const NewMemory = z.strictObject({
  text: text.openapi({ description: 'One fact, in a sentence' }),
  type: z.enum(SAID_TYPES).default('project_rule'),
  path: plainText(500)
    .refine((glob) => !('problem' in pathGlob(glob)), 'is no path or glob')
    .nullable()
    .default(null)
    .openapi({ description: 'A path or glob it is about, such as src/cart/**' }),
  symbol: plainText(255).nullable().default(null),
  rule: plainText(255)
    .refine(isRuleId, 'is no rule: nectr rules lists them')
    .nullable()
    .default(null)
    .openapi({ description: 'The id of a rule, such as js/eval' }),
  expires_in_days: z.int().min(1).max(MOST_DAYS).nullable().default(null).openapi({ description: 'Null: for good' }),
});
const MemoryChange = z
  .strictObject({ text: text.optional(), state: z.enum(['active', 'disabled']).optional() })
  .refine((change) => change.text !== undefined || change.state !== undefined, 'says nothing to change');
const Forgotten = z.object({
  id: z.guid(),
  handle: z.string(),
  reopened: z
    .array(z.object({ pr_number: z.int(), finding: z.string() }))
    .openapi({ description: 'Of a dismissal: the findings that are open again' }),
  execution_ids: z.array(z.string()).openapi({ description: 'The runs that show it on the pull request' }),
});

const add = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/memory',
    summary: 'Remember what holds in a repository, or in all of an installation; it holds at once',
    request: {
      query: z.strictObject({
        repo: plainText(512).optional().openapi({ description: 'Such as acme/shop' }),
        installation: z.coerce
          .number()
          .int()
          .min(1)
          .max(2_147_483_647)
          .optional()
          .openapi({ description: 'Instead of repo: all repositories of this installation; administrators only' }),
      }),
      body: { content: { 'application/json': { schema: NewMemory } }, required: true },
    },
    responses: { 200: shown('It is remembered already'), 201: shown('It is new') },
  },
);
const change = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'patch',
    path: '/memory/{id}',
    summary: 'Give a memory other words, or switch it off or on. Where it holds stays: forget it and add another one',
    request: {
      query: noQuery,
      params: idParam,
      body: { content: { 'application/json': { schema: MemoryChange } }, required: true },
    },
    responses: { 200: shown('As it is now') },
  },
);
const forget = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'delete',
    path: '/memory/{id}',
    summary: 'Forget a memory, as /nectr forget does; what is about you is yours to forget',
    request: { query: noQuery, params: idParam },
    responses: {
      200: {
        description: 'It is forgotten, and can be brought back for 30 days',
        content: { 'application/json': { schema: Forgotten } },
      },
    },
  },
);
const approve = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/memory/{id}/approve',
    summary: 'Stand for a candidate, or for one whose source has changed: it is applied from now on',
    request: { query: noQuery, params: idParam },
    responses: { 200: shown('It is active') },
  },
);
const restore = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/memory/{id}/restore',
    summary: 'Bring back a memory that was forgotten within the last 30 days, a dismissal with all it covered',
    request: { query: noQuery, params: idParam },
    responses: { 200: shown('It is what it was') },
  },
);

/** What people do to memories. */
export function memoryActions() {
  return resource()
    .openapi(add, async (context) => {
      const { expires_in_days: days, path, ...said } = context.req.valid('json');
      const place = await placeOf(context, context.req.valid('query'));
      await requireMemoryPlace(context, place);
      const { row, added } = await context.get('tenant')(async (manager) => {
        const { installation_id: installationId, repository_id: repositoryId } = place;
        const where = { installationId, repositoryId, pathGlob: path };
        const answer = await sayMemory(manager, { ...said, ...where, days }, author(context), MEMORY_FILE_PORTS);
        if (answer.kind === 'refused') throw new Problem(422, answer.reason);
        const row = await readMemoryRow(context, manager, answer.memory.id);
        if (answer.kind === 'added') await audit(context, manager, 'memory.added', row);
        return { row, added: answer.kind === 'added' };
      });
      return added ? context.json(memoryShown(row), 201) : context.json(memoryShown(row), 200);
    })
    .openapi(change, async (context) => {
      const { id } = context.req.valid('param');
      const { text: words, state } = context.req.valid('json');
      const row = await context.get('tenant')(async (manager) => {
        const before = await findMemoryRow(context, manager, { id, ofOneself: words === undefined });
        if (words !== undefined && words !== before.text) {
          const answer = await editMemory(
            manager,
            await stored(context, manager, before),
            words,
            author(context),
            MEMORY_FILE_PORTS,
          );
          if (answer.kind === 'refused') throw new Problem(422, answer.reason);
          await audit(context, manager, 'memory.edited', before);
        }
        if (state !== undefined && state !== before.state) {
          await changeTo(context, manager, before, state === 'active' ? 'enable' : 'disable');
          await audit(context, manager, state === 'active' ? 'memory.enabled' : 'memory.disabled', before);
        }
        return readMemoryRow(context, manager, id);
      });
      return context.json(memoryShown(row), 200);
    })
    .openapi(forget, async (context) => {
      const { id } = context.req.valid('param');
      const { number, reopened, executionIds } = await context.get('tenant')(async (manager) => {
        const row = await findMemoryRow(context, manager, { id, ofOneself: true });
        const { requestId } = actorOf(context);
        const { githubId, login } = context.get('caller');
        const asked = { installationId: row.installation_id, by: { githubId, login }, requestId };
        const answer = accepted(await forgetByPerson(manager, { ...asked, memoryId: id }));
        await audit(context, manager, 'memory.forgotten', row);
        return answer;
      });
      return context.json(
        {
          id,
          handle: `M${number}`,
          reopened: reopened.map(({ pullNumber, handle }) => ({ pr_number: pullNumber, finding: `F${handle}` })),
          execution_ids: executionIds,
        },
        200,
      );
    })
    .openapi(approve, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')(async (manager) => {
        const before = await findMemoryRow(context, manager, { id, ofOneself: false });
        await changeTo(context, manager, before, 'approve');
        await audit(context, manager, 'memory.approved', before);
        return readMemoryRow(context, manager, id);
      });
      return context.json(memoryShown(row), 200);
    })
    .openapi(restore, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')(async (manager) => {
        const before = await findMemoryRow(context, manager, { id, ofOneself: true });
        const { installation_id: installationId, number } = before;
        if ((await restoreMemory(manager, { installationId, number, by: author(context) })) === null)
          throw new Problem(409, `M${number} cannot be brought back: it is not forgotten, or longer than 30 days.`);
        await audit(context, manager, 'memory.restored', before);
        return readMemoryRow(context, manager, id);
      });
      return context.json(memoryShown(row), 200);
    });
}

/** Where something is to be remembered. */
async function placeOf(
  context: Context<ApiEnv>,
  { repo, installation }: { repo?: string | undefined; installation?: number | undefined },
): Promise<{ installation_id: number; repository_id: number | null }> {
  if ((repo === undefined) === (installation === undefined)) {
    const errors = [{ field: 'query.repo', detail: 'is needed, or else installation' }];
    throw new Problem(400, 'Say either repo or installation: where does it hold?', { errors });
  }
  const access = await context.get('access')();
  if (repo !== undefined) {
    const repository = findRepository(access, repo);
    if (repository === null) throw notFound('repository');
    return { installation_id: repository.installation.id, repository_id: repository.id };
  }
  const found = access.installations.find(({ id }) => id === installation);
  if (found === undefined) throw notFound('installation');
  return { installation_id: found.id, repository_id: null };
}

async function changeTo(
  context: Context<ApiEnv>,
  manager: EntityManager,
  row: MemoryRow,
  wanted: 'approve' | 'disable' | 'enable',
): Promise<void> {
  const answer = await changeMemory(manager, await stored(context, manager, row), wanted, author(context));
  if (answer.kind === 'dismissal')
    throw new Problem(409, `M${row.number} is a dismissal: forget it, and its findings are open again.`);
  if (answer.kind === 'unchanged') throw new Problem(409, `M${row.number} is ${row.state}: ${WAYS_OUT[wanted]}.`);
}

const WAYS_OUT = {
  approve: 'only a candidate or a stale one is approved',
  disable: 'it is applied nowhere already',
  enable: 'a candidate is approved, and a forgotten one restored',
};

/** The memory of a row that the caller was shown. */
async function stored(context: Context<ApiEnv>, manager: EntityManager, row: MemoryRow): Promise<StoredMemory> {
  const viewer = { id: context.get('caller').githubId };
  const found = await findMemory(manager, { installationId: row.installation_id, id: row.id, viewer });
  if (found === null) throw notFound('memory');
  return found;
}

function author(context: Context<ApiEnv>) {
  const { githubId, login } = context.get('caller');
  return { id: githubId, login };
}

/** Without its words: they are in no log of others when somebody forgets what is about them. */
function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  {
    id,
    number,
    installation_id,
    repository_id,
  }: Pick<MemoryRow, 'id' | 'number' | 'installation_id' | 'repository_id'>,
): Promise<void> {
  const place = { installationId: installation_id, repositoryId: repository_id };
  const details = { handle: `M${number}` };
  return recordAudit(context, manager, { ...place, action, objectType: 'memory', objectId: id, details });
}
