import { z } from '@hono/zod-openapi';
import type { EntityManager } from 'typeorm';
import { GitHubLimitedError } from '../github/client/github-error.js';
import type { RepositorySettings } from '../github/settings/parse-settings.js';
import { effectiveSettings, type SettingsLayer } from '../github/settings/settings-layers.js';
import { changeSettings } from '../ledger/change-settings.js';
import { readSettingsLayers, type DashboardSettings } from '../ledger/read-settings-layers.js';
import type { Log } from '../workflows/ports.js';
import type { KnownRepository } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { changedLayer, changeOf } from './door/settings-change.js';
import { plainText } from './lists/filters.js';
import type { ApiPorts } from './ports.js';
import { Settings, SettingsPatch, settingsShown } from './shapes/settings.js';

const params = z.object({ owner: plainText(255), repo: plainText(255) });

const show = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/settings',
    summary: 'The settings that hold in a repository, and where each comes from',
    request: { query: noQuery, params },
    responses: { 200: { description: 'The settings', content: { 'application/json': { schema: Settings } } } },
  },
);
const change = defineRoute(
  { level: 'write', of: 'repository' },
  {
    method: 'patch',
    path: '/repos/{owner}/{repo}/settings',
    summary: 'Set something for a repository; what its file sets is 409',
    request: {
      query: noQuery,
      params,
      body: { content: { 'application/json': { schema: SettingsPatch } }, required: true },
    },
    responses: { 200: { description: 'As they are now', content: { 'application/json': { schema: Settings } } } },
  },
);

/** `GET` and `PATCH /repos/{owner}/{repo}/settings`. The file is read on GitHub: 503 while it cannot be. */
export function repoSettings({ readFileSettings, log }: Pick<ApiPorts, 'readFileSettings' | 'log'>) {
  const withFile = (repository: KnownRepository, below: readonly SettingsLayer[]) =>
    readFileSettings(repository, below).catch((error: unknown) => {
      throw unreadable(error, repository, log);
    });
  return resource()
    .openapi(show, async (context) => {
      const repository = context.get('repository');
      const below = await context.get('tenant')((manager) => readSettingsLayers(manager, repository.id));
      return context.json(shown(await withFile(repository, below.layers), below), 200);
    })
    .openapi(change, async (context) => {
      const repository = context.get('repository');
      const patch = context.req.valid('json');
      // Before the transaction, which waits for nobody outside.
      const { given: fileGiven, notices } = await withFile(repository, []);
      const { id: repositoryId, installation } = repository;
      const { login: by } = context.get('caller');
      const below = await context.get('tenant')(async (manager: EntityManager) => {
        const what = { installationId: installation.id, repositoryId, patch, fileGiven, by };
        const details = changeOf(changedLayer(await changeSettings(manager, what), fileGiven));
        if (details !== null) {
          const place = { installationId: installation.id, repositoryId };
          const object = { objectType: 'repository', objectId: repositoryId };
          await recordAudit(context, manager, { ...place, action: 'settings.changed', ...object, details });
        }
        return readSettingsLayers(manager, repositoryId);
      });
      const layers = [...below.layers, { source: 'file' as const, given: fileGiven }];
      return context.json(shown({ ...effectiveSettings(layers), given: fileGiven, notices }, below), 200);
    });
}

function shown({ given, notices, ...effective }: RepositorySettings, below: DashboardSettings) {
  const own = below.layers.find(({ source }) => source === 'dashboard') ?? null;
  return settingsShown(effective, own, { file: given, notices: [...below.notices, ...notices] });
}

function unreadable(error: unknown, { fullName }: KnownRepository, log: Log): Problem {
  log.warn({ err: error, repository: fullName }, 'the settings file could not be read');
  const seconds = error instanceof GitHubLimitedError ? (error.until.getTime() - Date.now()) / 1000 : 60;
  const detail = `GitHub does not give \`.github/nectr.yml\` of ${fullName}: without it nobody knows what holds. Try again in a minute.`;
  const headers = { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) };
  return new Problem(503, detail, { headers, cause: error });
}
