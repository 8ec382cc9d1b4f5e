import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { addIntegration } from '../integrations/services/add-integration.js';
import { changeIntegration, NameTakenError } from '../integrations/services/change-integration.js';
import { checkIntegration } from '../integrations/services/check-integration.js';
import { noteHealth, readChecked } from '../integrations/services/check-integrations.js';
import { changesAddress, checkSettings, type GivenSettings } from '../integrations/services/check-settings.js';
import { INTEGRATION_TYPES, type IntegrationType } from '../integrations/services/integration-type.js';
import { allIntegrationTypes, integrationType } from '../integrations/services/known-types.js';
import { listIntegrations, type ListedIntegration } from '../integrations/services/list-integrations.js';
import { removeIntegration } from '../integrations/services/remove-integration.js';
import { STEP_ACTIONS } from '../workflows/steps/catalogue.js';
import { idParam } from './door/accepted.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { ownIntegration } from './door/find-integration.js';
import { requireAdmin } from './door/needs.js';
import { invalid, notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { administered } from './door/visible-ids.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import {
  appShown,
  appTypeShown,
  Integration,
  IntegrationHealth,
  integrationShown,
  ShownType,
  typeShown,
} from './shapes/integration.js';

const installationId = z.int().min(1).max(2_147_483_647);
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}]*$/u, 'must be one line of text')
  .openapi({ description: 'How workflows call it; each name once in an installation' });
const settings = z.record(z.string().max(100), z.unknown());

const NewIntegration = z.strictObject({
  installation_id: installationId,
  name,
  type: z.enum(INTEGRATION_TYPES),
  config: settings.default({}).openapi({ description: 'By the `config_schema` of its type' }),
  credentials: settings.default({}).openapi({ description: 'By the `credentials_schema` of its type' }),
  enabled: z.boolean().default(true),
});
const ChangedIntegration = z
  .strictObject({
    name: name.optional(),
    config: settings.optional().openapi({ description: 'Replaces the whole configuration' }),
    credentials: settings.optional().openapi({ description: 'Replaces all of them; left as they are where absent' }),
    enabled: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'says nothing to change');

const types = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/integrations/types',
    summary: 'The services that can be connected, with what each needs, brings in and is used for',
    request: { query: noQuery },
    responses: {
      200: {
        description: 'By type',
        content: { 'application/json': { schema: z.object({ items: z.array(ShownType) }) } },
      },
    },
  },
);
const list = defineRoute(
  { level: 'admin', of: 'caller' },
  {
    method: 'get',
    path: '/integrations',
    summary: 'The connected services of the installations you administer, and how each is; GitHub comes first',
    request: {
      query: z.strictObject({
        ...pageQuery,
        installation_id: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
        type: z.enum(INTEGRATION_TYPES).optional(),
      }),
    },
    responses: {
      200: {
        description: 'By installation and name',
        content: { 'application/json': { schema: pageOf(Integration) } },
      },
    },
  },
);
const add = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/integrations',
    summary: 'Connect a service to an installation; its credentials are never shown again',
    request: { query: noQuery, body: { content: { 'application/json': { schema: NewIntegration } }, required: true } },
    responses: { 201: { description: 'The integration', content: { 'application/json': { schema: Integration } } } },
  },
);
const change = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'patch',
    path: '/integrations/{id}',
    summary: 'Change what is given of an integration; where it is asked elsewhere its credentials are given again',
    request: {
      query: noQuery,
      params: idParam,
      body: { content: { 'application/json': { schema: ChangedIntegration } }, required: true },
    },
    responses: { 200: { description: 'As it is now', content: { 'application/json': { schema: Integration } } } },
  },
);
const remove = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'delete',
    path: '/integrations/{id}',
    summary: 'Disconnect a service, and forget its credentials',
    request: { query: noQuery, params: idParam },
    responses: { 204: { description: 'It is used no more' } },
  },
);
const test = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/integrations/{id}/test',
    summary: 'Ask a service how it is, without doing anything there; where it cannot be asked its last message tells',
    request: { query: noQuery, params: idParam },
    responses: {
      200: { description: 'What it answers', content: { 'application/json': { schema: IntegrationHealth } } },
    },
  },
);

type Shown = z.infer<typeof Integration>;
type Ports = Pick<ApiPorts, 'secretKeys' | 'allowedPrivateHosts' | 'backendUrl' | 'appHealth'>;

/** `/integrations`, for administrators; what can be connected is no secret. */
export function integrations({ secretKeys, allowedPrivateHosts, backendUrl, appHealth }: Ports) {
  return resource()
    .openapi(types, async (context) => {
      // It is the same for all whom GitHub still knows.
      await context.get('access')();
      const actions = new Set(STEP_ACTIONS.keys());
      const asking = [...STEP_ACTIONS.values()].filter(({ needs }) => needs !== 'nothing');
      const app = appTypeShown(asking.map(({ type }) => type));
      const items = (await allIntegrationTypes()).map((type) => typeShown(type, actions));
      return context.json({ items: [app, ...items].toSorted((a, b) => (a.type < b.type ? -1 : 1)) }, 200);
    })
    .openapi(list, async (context) => {
      const { limit, cursor, installation_id: only, type = null } = context.req.valid('query');
      const after = readCursor(Key, cursor);
      const ids = (await administered(context)).filter((id) => only === undefined || id === only);
      const rows = await context.get('tenant')((manager) =>
        listIntegrations(manager, ids, { type, after, limit: limit + 1 }),
      );
      const isWithApp = after === null && ids.length > 0 && (type === null || type === 'github');
      const app = isWithApp ? [appShown(await appHealth())] : [];
      const shown = [...app, ...(await Promise.all(rows.map(show)))];
      const parts = { item: (one: Shown) => one, key: (one: Shown) => [one.installation_id ?? 0, one.name] };
      return context.json(page(shown, limit, parts), 200);
    })
    .openapi(add, async (context) => {
      const { installation_id: id, ...given } = context.req.valid('json');
      const { installations } = await context.get('access')();
      const installation = installations.find((one) => one.id === id);
      if (installation === undefined) throw notFound('installation');
      requireAdmin(installation);
      const checked = await checkAll(await knownType(given.type), given);
      const { login: by } = context.get('caller');
      const added = await context.get('tenant')(async (manager) => {
        const { config = {}, credentials = {} } = checked;
        const asked = { ...given, config, credentials };
        const done = await addIntegration(manager, id, asked, { by, secretKeys });
        if (done === 'taken')
          throw new Problem(409, `${installation.accountLogin} has an integration named ${given.name} already.`);
        if (done === 'full')
          throw new Problem(409, `${installation.accountLogin} has as many integrations as it may: remove one first.`);
        const row = await ownIntegration(context, manager, done.id);
        await audit(context, manager, 'integration.added', row, { enabled: row.enabled });
        return row;
      });
      return context.json(await show(added), 201);
    })
    .openapi(change, async (context) => {
      const { id } = context.req.valid('param');
      const given = context.req.valid('json');
      const before = await context.get('tenant')((manager) => ownIntegration(context, manager, id));
      const checked = await checkAll(await knownType(before.type), given);
      const asked = { name: given.name, enabled: given.enabled, ...checked };
      try {
        const changed = await context.get('tenant')(async (manager) => {
          const row = await ownIntegration(context, manager, id, { lock: true });
          refuseElsewhere(row, checked);
          await changeIntegration(manager, id, asked, { secretKeys });
          await audit(context, manager, 'integration.changed', row, { changed: Object.keys(given) });
          return ownIntegration(context, manager, id);
        });
        return context.json(await show(changed), 200);
      } catch (error) {
        if (!(error instanceof NameTakenError)) throw error;
        throw new Problem(409, 'The installation has an integration of that name already.', { cause: error });
      }
    })
    .openapi(remove, async (context) => {
      const { id } = context.req.valid('param');
      await context.get('tenant')(async (manager) => {
        const row = await ownIntegration(context, manager, id, { lock: true });
        await removeIntegration(manager, id);
        await audit(context, manager, 'integration.removed', row);
      });
      return context.body(null, 204);
    })
    .openapi(test, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')(async (manager) => {
        await ownIntegration(context, manager, id);
        return readChecked(manager, id);
      });
      if (row === null) throw notFound('integration');
      // In no transaction: it may take seconds.
      const health = await checkIntegration(row, row, { secretKeys, allowedPrivateHosts });
      const noted = await context.get('tenant')(async (manager) => {
        await noteHealth(manager, row, health);
        const now = await ownIntegration(context, manager, id);
        await audit(context, manager, 'integration.tested', now, { health_status: health.status });
        return now;
      });
      const { health_status, health_detail, last_health_check } = await show(noted);
      return context.json({ health_status, health_detail, last_health_check }, 200);
    });

  async function show(row: ListedIntegration) {
    const takesEvents = (await integrationType(row.type))?.inbound !== undefined;
    return integrationShown(row, { url: backendUrl(), takesEvents });
  }

  async function checkAll(type: IntegrationType, given: GivenSettings): Promise<GivenSettings> {
    const { settings: checked, errors } = await checkSettings(type, given, allowedPrivateHosts);
    if (errors.length > 0) throw invalid(errors.map(({ field, detail }) => ({ field: `body.${field}`, detail })));
    return checked;
  }
}

const Key = z.tuple([z.int().min(0).max(2_147_483_647), z.string().max(255)]);

/** Throws 400 for one that cannot be added. */
async function knownType(type: string): Promise<IntegrationType> {
  const known = await integrationType(type);
  if (known !== null) return known;
  const detail = type === 'github' ? 'is built in: the App is the connection' : 'is not known to this version';
  throw invalid([{ field: 'body.type', detail }]);
}

/** Or whoever may not read credentials would have them sent to a server of theirs. */
function refuseElsewhere(row: ListedIntegration, { config, credentials }: GivenSettings): void {
  if (config === undefined || credentials !== undefined || !row.hasCredentials) return;
  if (!changesAddress(row.config, config)) return;
  throw invalid([{ field: 'body.credentials', detail: 'must be given again, because it is asked elsewhere now' }]);
}

function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  { id, installationId: owner, name: of, type }: ListedIntegration,
  more: Record<string, unknown> = {},
): Promise<void> {
  const details = { name: of, type, ...more };
  return recordAudit(context, manager, {
    installationId: owner,
    action,
    objectType: 'integration',
    objectId: id,
    details,
  });
}
