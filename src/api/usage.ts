import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { MOST_DAYS, readUsage, type UsageRow } from '../ledger/read-usage.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute } from './door/define-route.js';
import { findRepository, visibleRepositories } from './door/needs.js';
import { notFound } from './door/problem.js';
import { plainText } from './lists/filters.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';

const DAY_MS = 86_400_000;

const amount = z.number().min(0);
const used = {
  requests: amount.openapi({ description: 'Calls of a model, those without an answer too' }),
  tokens_in: amount,
  tokens_out: amount,
  tokens_cache_read: amount,
  tokens_cache_write: amount,
  cost_usd: amount,
};
const repo = z.string().nullable().openapi({ description: 'Null: it belongs to no repository; administrators see it' });
const Row = z.object({ date: z.iso.date(), repo, model: z.string(), ...used });
const Usage = pageOf(Row).extend({
  days: z.int(),
  totals: z.object(used),
  by_day: z.array(z.object({ date: z.iso.date(), ...used })).openapi({ description: 'UTC, empty days included' }),
  by_repo: z.array(z.object({ repo, ...used })).openapi({ description: 'The dearest first' }),
  by_model: z.array(z.object({ model: z.string(), ...used })).openapi({ description: 'The dearest first' }),
});
type Used = z.infer<typeof Usage>['totals'];

const show = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/usage',
    summary: 'Tokens and dollars by day, repository and model',
    request: {
      query: z.strictObject({
        ...pageQuery,
        days: z.coerce.number().int().min(1).max(MOST_DAYS).default(30).openapi({ description: 'Today is the last' }),
        repo: plainText(512).optional().openapi({ description: 'Such as acme/shop' }),
        installation: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      }),
    },
    responses: {
      200: {
        description: 'Sums of all, and what they are made of: newest day first',
        content: { 'application/json': { schema: Usage } },
      },
    },
  },
);

/** `GET /usage`. */
export function usage() {
  return resource().openapi(show, async (context) => {
    const { limit, cursor, days, ...asked } = context.req.valid('query');
    const key = readCursor(z.tuple([z.iso.date(), z.string().nullable(), z.string()]), cursor);
    const filter = await visibleUsage(context, asked);
    const read = await context.get('tenant')((manager) => readUsage(manager, { ...filter, days }));
    const rows = read.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
    const rest = key === null ? rows : rows.filter((row) => compare(keyOf(row), key) > 0);
    const item = ({ repository, ...row }: UsageRow) => ({ ...row, repo: repository });
    const dearest = (a: Used, b: Used) => b.cost_usd - a.cost_usd;
    return context.json(
      {
        ...page(rest, limit, { item, key: keyOf }),
        days,
        totals: sum(rows),
        by_day: byDay(rows, days),
        by_repo: grouped(rows, ({ repository }) => repository)
          .map(([name, sums]) => ({ repo: name, ...sums }))
          .toSorted(dearest),
        by_model: grouped(rows, ({ model }) => model)
          .map(([model, sums]) => ({ model, ...sums }))
          .toSorted(dearest),
      },
      200,
    );
  });
}

/** What of it the caller may see: their repositories, and everything of the installations they administer. */
async function visibleUsage(
  context: Context<ApiEnv>,
  { repo: name, installation: wanted }: { repo?: string | undefined; installation?: number | undefined },
) {
  const access = await context.get('access')();
  const installations = access.installations.filter(({ id }) => wanted === undefined || id === wanted);
  if (wanted !== undefined && installations.length === 0) throw notFound('installation');
  const installationIds = installations.map(({ id }) => id);
  if (name === undefined) {
    const repositoryIds = visibleRepositories({ installations }).map(({ id }) => id);
    return { installationIds, repositoryIds, whole: administeredOf(installations) };
  }
  const repository = findRepository({ installations }, name);
  if (repository === null) throw notFound('repository');
  return { installationIds: [repository.installation.id], repositoryIds: [repository.id], whole: [] };
}

function administeredOf(installations: readonly { id: number; role: string }[]): number[] {
  return installations.filter(({ role }) => role === 'admin').map(({ id }) => id);
}

type Key = readonly [date: string, repository: string | null, model: string];

function keyOf({ date, repository, model }: UsageRow): Key {
  return [date, repository, model];
}

/** Days down, then repositories and models up; what belongs to no repository comes last in its day. */
function compare([date, repository, model]: Key, [otherDate, otherRepository, otherModel]: Key): number {
  if (date !== otherDate) return date < otherDate ? 1 : -1;
  if (repository === otherRepository) return model < otherModel ? -1 : Number(model > otherModel);
  if (repository === null || otherRepository === null) return repository === null ? 1 : -1;
  return repository < otherRepository ? -1 : 1;
}

function grouped<K>(rows: readonly UsageRow[], of: (row: UsageRow) => K): [K, Used][] {
  const groups = new Map<K, UsageRow[]>();
  for (const row of rows) {
    const group = groups.get(of(row));
    if (group === undefined) groups.set(of(row), [row]);
    else group.push(row);
  }
  return [...groups].map(([key, group]) => [key, sum(group)]);
}

function byDay(rows: readonly UsageRow[], days: number) {
  const sums = new Map(grouped(rows, ({ date }) => date));
  const today = Date.now();
  const empty = Array.from({ length: days }, (_, back) => new Date(today - back * DAY_MS).toISOString().slice(0, 10));
  const dates = [...new Set([...sums.keys(), ...empty])].toSorted((a, b) => b.localeCompare(a));
  return dates.slice(0, days).map((date) => ({ date, ...(sums.get(date) ?? sum([])) }));
}

function sum(rows: readonly Used[]): Used {
  const of = (name: keyof Used) => rows.reduce((total, row) => total + row[name], 0);
  return {
    requests: of('requests'),
    tokens_in: of('tokens_in'),
    tokens_out: of('tokens_out'),
    tokens_cache_read: of('tokens_cache_read'),
    tokens_cache_write: of('tokens_cache_write'),
    // Sums of fractions of cents, without what binary fractions add.
    cost_usd: Math.round(of('cost_usd') * 1e6) / 1e6,
  };
}
