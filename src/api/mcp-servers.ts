import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { redact, redactValue } from '../access/redact.js';
import { addServer, NewServer } from '../integrations/mcp-client/add-server.js';
import { approveTools } from '../integrations/mcp-client/approve-tools.js';
import { knownServer } from '../integrations/mcp-client/known-servers.js';
import { listServers, type ListedServer } from '../integrations/mcp-client/list-servers.js';
import { McpError } from '../integrations/mcp-client/mcp-error.js';
import { removeServer } from '../integrations/mcp-client/remove-server.js';
import { idParam } from './door/accepted.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { requireAdmin } from './door/needs.js';
import { notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { McpServer, serverShown, ShownTool } from './shapes/mcp-server.js';

const installationId = z.int().min(1).max(2_147_483_647);
const NewMcpServer = NewServer.extend({ installation_id: installationId });

const list = defineRoute(
  { level: 'admin', of: 'caller' },
  {
    method: 'get',
    path: '/mcp-servers',
    summary: 'The MCP servers that reviews ask: those of the installations you administer, and the operator’s',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: { description: 'By name', content: { 'application/json': { schema: pageOf(McpServer) } } } },
  },
);
const add = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/mcp-servers',
    summary: 'Add an MCP server to an installation; what it is asked with is never shown again',
    request: { query: noQuery, body: { content: { 'application/json': { schema: NewMcpServer } }, required: true } },
    responses: { 201: { description: 'The server', content: { 'application/json': { schema: McpServer } } } },
  },
);
const remove = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'delete',
    path: '/mcp-servers/{id}',
    summary: 'Take an MCP server away, with its secret',
    request: { query: noQuery, params: idParam },
    responses: { 204: { description: 'It is asked no more' } },
  },
);
const approve = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/mcp-servers/{id}/approve',
    summary: 'Let a server be asked with the tools it lists now, which are others than those it was pinned with',
    request: {
      query: noQuery,
      params: idParam,
      body: {
        content: {
          'application/json': {
            schema: z.strictObject({
              hash: z
                .string()
                .max(64)
                .optional()
                .openapi({ description: '`pending.hash` of what you looked at: if it has changed since, 409' }),
            }),
          },
        },
        required: false,
      },
    },
    responses: { 200: { description: 'As it is now', content: { 'application/json': { schema: McpServer } } } },
  },
);
const test = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/mcp-servers/{id}/test',
    summary: 'Connect to a server and list its tools, without asking it anything',
    request: { query: noQuery, params: idParam },
    responses: {
      200: {
        description: 'What it answers; `changed`: its tools are not those it may be asked with',
        content: {
          'application/json': {
            schema: z.object({
              answers: z.boolean(),
              error: z.string().nullable(),
              tools: z.array(ShownTool),
              changed: z.boolean(),
            }),
          },
        },
      },
    },
  },
);

/** `/mcp-servers`, for administrators. The operator's servers are seen here, and changed with `nectr mcp`. */
export function mcpServers({ secretKeys, allowedPrivateHosts }: Pick<ApiPorts, 'secretKeys' | 'allowedPrivateHosts'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor } = context.req.valid('query');
      const after = readCursor(z.tuple([z.int(), z.string()]), cursor);
      const servers = await context.get('tenant')((manager) => seenServers(context, manager));
      const rows = servers
        .toSorted((a, b) => compare(keyOf(a), keyOf(b)))
        .filter((server) => after === null || compare(keyOf(server), after) > 0);
      return context.json(page(rows, limit, { item: serverShown, key: keyOf }), 200);
    })
    .openapi(add, async (context) => {
      const { installation_id: id, ...server } = context.req.valid('json');
      const { installations } = await context.get('access')();
      const installation = installations.find((one) => one.id === id);
      if (installation === undefined) throw notFound('installation');
      requireAdmin(installation);
      const { login: by } = context.get('caller');
      const added = await context.get('tenant')(async (manager) => {
        const serverId = await addServer(manager, id, server, { by, secretKeys });
        if (serverId === null)
          throw new Problem(409, `${installation.accountLogin} has a server named ${server.name} already.`);
        const { name, kind, url } = server;
        await audit(context, manager, 'mcp_server.added', { id: serverId, installationId: id, name, kind, url });
        return findServer(context, manager, serverId);
      });
      return context.json(serverShown(added), 201);
    })
    .openapi(remove, async (context) => {
      const { id } = context.req.valid('param');
      await context.get('tenant')(async (manager) => {
        const server = await ownServer(context, manager, id);
        if (!(await removeServer(manager, id))) throw notFound('MCP server');
        await audit(context, manager, 'mcp_server.removed', server);
      });
      return context.body(null, 204);
    })
    .openapi(approve, async (context) => {
      const { id } = context.req.valid('param');
      // Absent where no body was sent.
      const body: { hash?: string | undefined } | undefined = context.req.valid('json');
      const { login: by } = context.get('caller');
      const server = await context.get('tenant')(async (manager) => {
        const before = await ownServer(context, manager, id);
        const hash = body?.hash ?? before.pending?.hash;
        const done = hash === undefined ? 'same' : await approveTools(manager, id, { hash, by });
        if (done === 'unknown') throw notFound('MCP server');
        if (done === 'same') throw new Problem(409, `The tools of ${before.name} have not changed.`);
        if (done === 'changed')
          throw new Problem(409, `The tools of ${before.name} have changed again meanwhile: look at them once more.`);
        await audit(context, manager, 'mcp_server.approved', before, { hash });
        return findServer(context, manager, id);
      });
      return context.json(serverShown(server), 200);
    })
    .openapi(test, async (context) => {
      const { id } = context.req.valid('param');
      const server = await context.get('tenant')(async (manager) => {
        await ownServer(context, manager, id);
        return knownServer(manager, id, { operator: [], secretKeys });
      });
      if (server === null) throw notFound('MCP server');
      // The SDK is many modules: whoever asks nobody does not wait for them.
      const { testServer } = await import('../integrations/mcp-client/test-server.js');
      try {
        const { tools, isPinned } = await testServer(server, allowedPrivateHosts);
        const shown = redactValue(tools.map(({ name, description }) => ({ name, description }))) as ShownTool[];
        return context.json({ answers: true, error: null, tools: shown, changed: !isPinned }, 200);
      } catch (error) {
        if (!(error instanceof McpError)) throw error;
        return context.json({ answers: false, error: redact(error.message), tools: [], changed: false }, 200);
      }
    });
}

/** The servers of the installations that the caller administers, and those of the operator that are for one of them. */
async function seenServers(context: Context<ApiEnv>, manager: EntityManager): Promise<ListedServer[]> {
  const { installations } = await context.get('access')();
  const own = installations.filter(({ role }) => role === 'admin');
  if (own.length === 0) return [];
  const isFor = ({ installationId: owner, onlyAccounts }: ListedServer) =>
    own.some(({ id, accountLogin }) =>
      owner === null ? (onlyAccounts?.includes(accountLogin.toLowerCase()) ?? true) : owner === id,
    );
  return (await listServers(manager)).filter(isFor);
}

async function findServer(context: Context<ApiEnv>, manager: EntityManager, id: string): Promise<ListedServer> {
  const server = (await seenServers(context, manager)).find((one) => one.id === id);
  if (server === undefined) throw notFound('MCP server');
  return server;
}

/** One that its administrators may change; throws 404, and 403 for the operator's. */
async function ownServer(context: Context<ApiEnv>, manager: EntityManager, id: string) {
  const server = await findServer(context, manager, id);
  const { installationId: owner } = server;
  if (owner === null) throw new Problem(403, `${server.name} is the operator's, who changes it with nectr mcp.`);
  return { ...server, installationId: owner };
}

type Key = readonly [installation: number, name: string];

/** The operator's come first. */
function keyOf({ installationId: owner, name }: ListedServer): Key {
  return [owner ?? 0, name];
}

function compare([installation, name]: Key, [otherInstallation, otherName]: Key): number {
  if (installation !== otherInstallation) return installation - otherInstallation;
  return name < otherName ? -1 : Number(name > otherName);
}

function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  {
    id,
    installationId: owner,
    name,
    kind,
    url,
  }: Pick<ListedServer, 'id' | 'name' | 'kind' | 'url'> & { installationId: number },
  more: Record<string, unknown> = {},
): Promise<void> {
  const details = { name, kind, url: redact(url), ...more };
  return recordAudit(context, manager, {
    installationId: owner,
    action,
    objectType: 'mcp_server',
    objectId: id,
    details,
  });
}
