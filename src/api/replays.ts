import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { keepValid } from '../github/settings/keep-valid.js';
import { WANTED_EFFORTS, type WantedEffort } from '../review/types.js';
import { estimateReplay } from '../workflows/replays/estimate-replay.js';
import { cancelReplay, requestReplay } from '../workflows/replays/request-replay.js';
import { ReplayResult, type TriedSettings } from '../workflows/replays/replay-result.js';
import { accepted, idParam } from './door/accepted.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, json, noQuery } from './door/define-route.js';
import { repositoryOf } from './door/find-object.js';
import type { Needs } from './door/needs.js';
import { invalid, notFound, Problem, type FieldError } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { plainText } from './lists/filters.js';
import { placeKey, placeOf } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import {
  listReplayFindings,
  listReplayReviews,
  listReplays,
  readPaidReviews,
  readReplay,
  type ReplayRow,
} from './queries/read-replays.js';
import {
  Replay,
  ReplayedPull,
  ReplayEstimate,
  replayShown,
  ReplayWithFigures,
  replayWithFigures,
} from './shapes/replay.js';
import { SettingsPatch } from './shapes/settings.js';

const MOST_PULLS = 20;
const MOST_SETTINGS = 3;
const LONGEST_NAME = 60;

const EFFORT_LIST = new RegExp(`^(?:${WANTED_EFFORTS.join('|')})(?:,(?:${WANTED_EFFORTS.join('|')}))*$`);

const params = z.object({ owner: plainText(255), repo: plainText(255) });
const pullParams = idParam.extend({ number: z.coerce.number().int().min(1).max(2_147_483_647) });

const NewReplay = z.strictObject({
  pull_requests: z.int().min(1).max(MOST_PULLS).openapi({ description: 'The last merged ones' }),
  settings: z
    .array(
      z.strictObject({
        name: plainText(LONGEST_NAME),
        values: SettingsPatch.openapi({
          description: 'What .github/nectr.yml may say, over what holds in the repository; empty: as it is',
        }),
      }),
    )
    .min(1)
    .max(MOST_SETTINGS),
});

const start = defineRoute(
  { level: 'write', of: 'repository' },
  {
    method: 'post',
    path: '/repos/{owner}/{repo}/replays',
    summary: 'Try settings on merged pull requests: each is reviewed with each of them, and nothing is posted',
    request: { query: noQuery, params, body: { content: json(NewReplay), required: true } },
    responses: { 202: { description: 'It waits or runs', content: json(Replay) } },
  },
);
const list = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/replays',
    summary: 'The replays of a repository, of the last 90 days',
    request: { query: z.strictObject(pageQuery), params },
    responses: { 200: { description: 'Newest first', content: json(pageOf(Replay)) } },
  },
);
const estimate = defineRoute(
  { level: 'read', of: 'repository' },
  {
    method: 'get',
    path: '/repos/{owner}/{repo}/replays/estimate',
    summary: 'What a replay will cost, from what the last reviews cost',
    request: {
      query: z.strictObject({
        pull_requests: z.coerce.number().int().min(1).max(MOST_PULLS).default(5),
        settings: z.coerce.number().int().min(1).max(MOST_SETTINGS).default(1).openapi({ description: 'How many' }),
        efforts: z
          .string()
          .regex(EFFORT_LIST)
          .optional()
          .openapi({ description: 'Of the settings that set an effort, by comma: `deep,auto`', example: 'deep' }),
      }),
      params,
    },
    responses: { 200: { description: 'The estimate', content: json(ReplayEstimate) } },
  },
);
const show = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/replays/{id}',
    summary: 'A replay with the figures of each setting, as far as it is',
    request: { query: noQuery, params: idParam },
    responses: { 200: { description: 'The replay', content: json(ReplayWithFigures) } },
  },
);
const showPull = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/replays/{id}/pull-requests/{number}',
    summary: 'What each setting said of one pull request',
    request: { query: noQuery, params: pullParams },
    responses: { 200: { description: 'The findings', content: json(ReplayedPull) } },
  },
);
const cancel = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/replays/{id}/cancel',
    summary: 'End a replay: at once where it waits, else before its next step; what is done stays',
    request: { query: noQuery, params: idParam },
    responses: { 202: { description: 'As it is now', content: json(Replay) } },
  },
);

/** `/repos/{owner}/{repo}/replays` and `/replays`. */
export function replays({ githubUrl, reviewModel: model = null }: Pick<ApiPorts, 'githubUrl' | 'reviewModel'>) {
  return resource()
    .openapi(estimate, async (context) => {
      const { pull_requests: pulls, settings, efforts: list } = context.req.valid('query');
      const set = effortsOf(list, settings);
      const { id: repositoryId, installation } = context.get('repository');
      const place = { installationId: installation.id, repositoryId };
      const paid = model === null ? null : await context.get('tenant')((manager) => readPaidReviews(manager, place));
      const efforts = Array.from({ length: settings }, (_, at) => set[at] ?? null);
      const found = paid && estimateReplay(paid, { pulls, efforts });
      return context.json(
        {
          reviews: pulls * settings,
          model,
          cost_usd: model === null ? 0 : (found?.cost_usd ?? null),
          most_usd: model === null ? 0 : (found?.most_usd ?? null),
          seconds: found?.seconds ?? null,
          based_on: found?.based_on ?? null,
          reckoned: found?.reckoned ?? [],
        },
        200,
      );
    })
    .openapi(start, async (context) => {
      const { pull_requests: pullRequests, settings } = context.req.valid('json');
      const { id: repositoryId, installation } = context.get('repository');
      const { userId } = context.get('caller');
      const tried = checkedSettings(settings);
      const row = await context.get('tenant')(async (manager) => {
        const place = { installationId: installation.id, repositoryId };
        const asked = { ...place, userId, pullRequests, settings: tried };
        const { id } = accepted(await requestReplay(manager, asked));
        const details = { pull_requests: pullRequests, settings: tried };
        const change = { action: 'replay.started', objectType: 'replay', objectId: id, details };
        await recordAudit(context, manager, { ...place, ...change });
        return readReplay(manager, { id, repositoryId });
      });
      return context.json(replayShown(known(row)), 202);
    })
    .openapi(list, async (context) => {
      const { limit, cursor } = context.req.valid('query');
      const { id: repositoryId } = context.get('repository');
      const after = placeOf(readCursor(placeKey, cursor));
      const rows = await context.get('tenant')((manager) =>
        listReplays(manager, { repositoryId, after, limit: limit + 1 }),
      );
      return context.json(page(rows, limit, { item: replayShown, key: ({ micros, id }) => [micros, id] }), 200);
    })
    .openapi(show, async (context) => {
      const { id } = context.req.valid('param');
      const { id: repositoryId } = await placeOfReplay(context, id, 'read');
      const { row, reviews } = await context.get('tenant')(async (manager) => ({
        row: known(await readReplay(manager, { id, repositoryId })),
        reviews: await listReplayReviews(manager, id),
      }));
      return context.json(replayWithFigures(row, reviews, `${githubUrl}/${row.repo}`), 200);
    })
    .openapi(showPull, async (context) => {
      const { id, number } = context.req.valid('param');
      const { id: repositoryId } = await placeOfReplay(context, id, 'read');
      const { row, reviews } = await context.get('tenant')(async (manager) => ({
        row: known(await readReplay(manager, { id, repositoryId })),
        reviews: await listReplayFindings(manager, { replayId: id, number }),
      }));
      const [first] = reviews;
      if (first === undefined) throw notFound('pull request in this replay');
      const url = `${githubUrl}/${row.repo}/pull/${number}`;
      const done = reviews.flatMap(({ setting, result }) => {
        if (result === null) return [];
        const { findings, notices } = ReplayResult.parse(result);
        return [{ setting, findings, notices }];
      });
      return context.json({ number, title: first.title, url, reviews: done }, 200);
    })
    .openapi(cancel, async (context) => {
      const { id } = context.req.valid('param');
      const { id: repositoryId, installation } = await placeOfReplay(context, id, 'write');
      const { login: by } = context.get('caller');
      const row = await context.get('tenant')(async (manager) => {
        const before = known(await readReplay(manager, { id, repositoryId }));
        if (!(await cancelReplay(manager, { id, by }))) throw new Problem(409, `It is ${before.status} already.`);
        const change = { action: 'replay.cancelled', objectType: 'replay', objectId: id };
        await recordAudit(context, manager, { installationId: installation.id, repositoryId, ...change });
        return known(await readReplay(manager, { id, repositoryId }));
      });
      return context.json(replayShown(row), 202);
    });
}

function placeOfReplay(context: Context<ApiEnv>, id: string, level: Needs['level']) {
  const tenant = { access: context.get('access'), tenant: context.get('tenant') };
  return repositoryOf(tenant, 'replay', { id, level });
}

function known(row: ReplayRow | null): ReplayRow {
  if (row === null) throw notFound('replay');
  return row;
}

/** Throws 400 where there are more than settings. */
function effortsOf(list: string | undefined, settings: number): WantedEffort[] {
  const efforts = (list?.split(',') ?? []) as WantedEffort[];
  if (efforts.length > settings)
    throw invalid([{ field: 'query.efforts', detail: 'has more than there are settings' }]);
  return efforts;
}

/** Checked as the file is: throws 400 for a wrong key, and where two are called or say the same. */
function checkedSettings(settings: readonly { name: string; values: Record<string, unknown> }[]): TriedSettings {
  const errors: FieldError[] = [];
  const tried = settings.map(({ name, values }, at) => {
    const field = `body.settings.${at}`;
    const kept = keepValid(values, ({ path, item, wrong }) =>
      errors.push({ field: `${field}.values.${path}`, detail: `${item === null ? '' : `${item}: `}${wrong}` }),
    );
    const earlier = settings.slice(0, at);
    if (earlier.some((one) => one.name === name)) errors.push({ field: `${field}.name`, detail: 'is given twice' });
    const same = earlier.find((one) => JSON.stringify(one.values) === JSON.stringify(values));
    if (same !== undefined) errors.push({ field: `${field}.values`, detail: `are those of ${same.name}` });
    return { name, values: kept };
  });
  if (errors.length > 0) throw invalid(errors);
  return tried;
}
