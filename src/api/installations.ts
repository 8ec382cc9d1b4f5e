import { z } from '@hono/zod-openapi';
import type { InstallationAccess } from '../access/tenancy/access.js';
import { effectiveSettings, valuesGiven } from '../github/settings/settings-layers.js';
import { changeSettings } from '../ledger/change-settings.js';
import { readBudgets } from '../ledger/read-budgets.js';
import { readInstallationLayer } from '../ledger/read-settings-layers.js';
import { setDeveloperMemories } from '../memory/developer-memories.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { changedLayer, changeOf } from './door/settings-change.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { readDeveloperMemories } from './queries/read-developer-memories.js';
import { Budget, budgetShown } from './shapes/budgets.js';
import { Settings, SettingsPatch, settingsShown } from './shapes/settings.js';

export const installationParam = z.object({ id: z.coerce.number().int().min(1).openapi({ type: 'integer' }) });

const Installation = z.object({
  id: z.int(),
  account_login: z.string(),
  account_type: z.string(),
  role: z.enum(['admin', 'member']),
  repositories: z.int().openapi({ description: 'How many of them you can see' }),
  budget: Budget.nullable().openapi({ description: 'Of the whole installation; administrators see it' }),
  settings: z
    .object({
      keys: z.array(z.string()),
      changed_by: z.string().nullable(),
      changed_at: z.iso.datetime().nullable(),
    })
    .nullable()
    .openapi({ description: 'What is set for all its repositories; administrators see it' }),
});
const Switch = z.strictObject({
  enabled: z.boolean().openapi({ description: 'Whether something is remembered of how people work' }),
});

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/installations',
    summary: 'The installations of the App that you can see',
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: {
        description: 'In the order they were made',
        content: { 'application/json': { schema: pageOf(Installation) } },
      },
    },
  },
);
const show = defineRoute(
  { level: 'admin', of: 'installation' },
  {
    method: 'get',
    path: '/installations/{id}/settings',
    summary: 'What is set for all repositories of an installation',
    request: { query: noQuery, params: installationParam },
    responses: { 200: { description: 'The settings', content: { 'application/json': { schema: Settings } } } },
  },
);
const change = defineRoute(
  { level: 'admin', of: 'installation' },
  {
    method: 'patch',
    path: '/installations/{id}/settings',
    summary: 'Set something for all repositories of an installation; what a repository sets goes over it',
    request: {
      query: noQuery,
      params: installationParam,
      body: { content: { 'application/json': { schema: SettingsPatch } }, required: true },
    },
    responses: { 200: { description: 'As they are now', content: { 'application/json': { schema: Settings } } } },
  },
);
const showSwitch = defineRoute(
  { level: 'admin', of: 'installation' },
  {
    method: 'get',
    path: '/installations/{id}/developer-memories',
    summary: 'Whether something is remembered of how people work',
    request: { query: noQuery, params: installationParam },
    responses: { 200: { description: 'The switch', content: { 'application/json': { schema: Switch } } } },
  },
);
const turnSwitch = defineRoute(
  { level: 'admin', of: 'installation' },
  {
    method: 'patch',
    path: '/installations/{id}/developer-memories',
    summary: 'Switch on or off that something is remembered of how people work',
    request: {
      query: noQuery,
      params: installationParam,
      body: { content: { 'application/json': { schema: Switch } }, required: true },
    },
    responses: { 200: { description: 'As it is now', content: { 'application/json': { schema: Switch } } } },
  },
);

/** `GET /installations`, their settings and their switch of what is remembered of people. */
export function installations() {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor } = context.req.valid('query');
      const after = readCursor(z.tuple([z.int()]), cursor)?.[0] ?? 0;
      const { installations: all } = await context.get('access')();
      const wanted = all
        .filter(({ id }) => id > after)
        .toSorted((a, b) => a.id - b.id)
        .slice(0, limit + 1);
      const rows = await context.get('tenant')(async (manager) => {
        const detailed = [];
        for (const of of wanted) {
          const isAdmin = of.role === 'admin';
          const budgets = isAdmin ? await readBudgets(manager, of.id) : null;
          const set = isAdmin ? await readInstallationLayer(manager, of.id) : null;
          detailed.push({ of, budget: budgets?.installation ?? null, layer: set?.layer ?? null });
        }
        return detailed;
      });
      const item = ({ of, budget, layer }: (typeof rows)[number]) => ({
        ...named(of),
        budget: budget && budgetShown(budget),
        settings: layer && {
          keys: [...valuesGiven(layer.given).keys()],
          changed_by: layer.changedBy,
          changed_at: layer.changedAt?.toISOString() ?? null,
        },
      });
      return context.json(page(rows, limit, { item, key: ({ of }) => [of.id] }), 200);
    })
    .openapi(show, async (context) => {
      const { id } = context.get('installation');
      const set = await context.get('tenant')((manager) => readInstallationLayer(manager, id));
      if (set === null) throw notFound('installation');
      return context.json(shown(set), 200);
    })
    .openapi(change, async (context) => {
      const { id: installationId } = context.get('installation');
      const patch = context.req.valid('json');
      const { login: by } = context.get('caller');
      const set = await context.get('tenant')(async (manager) => {
        const what = { installationId, repositoryId: null, patch, fileGiven: {}, by };
        const changed = changedLayer(await changeSettings(manager, what), {});
        const details = changeOf(changed);
        if (details !== null) {
          const object = { objectType: 'installation', objectId: installationId };
          await recordAudit(context, manager, { installationId, action: 'settings.changed', ...object, details });
        }
        return readInstallationLayer(manager, installationId);
      });
      if (set === null) throw notFound('installation');
      return context.json(shown(set), 200);
    })
    .openapi(showSwitch, async (context) => {
      const { id } = context.get('installation');
      const enabled = await context.get('tenant')((manager) => readDeveloperMemories(manager, id));
      if (enabled === null) throw notFound('installation');
      return context.json({ enabled }, 200);
    })
    .openapi(turnSwitch, async (context) => {
      const { id: installationId } = context.get('installation');
      const { enabled } = context.req.valid('json');
      await context.get('tenant')(async (manager) => {
        const before = await readDeveloperMemories(manager, installationId);
        if (before === null) throw notFound('installation');
        if (before === enabled) return;
        await setDeveloperMemories(manager, installationId, enabled);
        const object = { objectType: 'installation', objectId: installationId };
        const details = { enabled };
        const action = 'developer_memories.switched';
        await recordAudit(context, manager, { installationId, action, ...object, details });
      });
      return context.json({ enabled }, 200);
    });
}

function named({ id, accountLogin, accountType, role, repositories }: InstallationAccess) {
  return {
    id,
    account_login: accountLogin,
    account_type: accountType,
    role,
    repositories: repositories.filter((repository) => repository.id !== null).length,
  };
}

function shown({ layer, notices }: NonNullable<Awaited<ReturnType<typeof readInstallationLayer>>>) {
  return settingsShown(effectiveSettings([layer]), layer, { file: {}, notices });
}
