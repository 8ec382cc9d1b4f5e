import { z } from '@hono/zod-openapi';
import { MAP_PARTS } from '../memory/project-map/types.js';
import { DEVELOPER_TYPES, isAboutPerson, MEMORY_STATES, MEMORY_TYPES, type MemoryType } from '../memory/types.js';
import { idParam } from './door/accepted.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { readMemoryRow, seenMemories } from './door/find-memory-row.js';
import { likePart, plainText } from './lists/filters.js';
import { placeKey, placeOf } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { countMemories } from './queries/count-memories.js';
import { listMemoryRows } from './queries/list-memories.js';
import { Memory, memoryShown } from './shapes/memory.js';

/** Of one map: its parts, and a few that people have switched off. */
const MOST_PARTS = 50;
const repo = plainText(512).openapi({ description: 'Such as acme/shop; what holds in all repositories is shown, too' });
const count = z.int().min(0);

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/memory',
    summary: 'What is remembered; what is about a person is shown to that person only',
    request: {
      query: z.strictObject({
        ...pageQuery,
        repo: repo.optional(),
        state: z.enum(MEMORY_STATES).optional().openapi({ description: 'All but deleted ones unless told' }),
        type: z.enum(MEMORY_TYPES).optional(),
        about: z.enum(['me']).optional().openapi({ description: 'Only what is remembered of how you work' }),
        q: plainText(200).optional().openapi({ description: 'A part of its words, its path, symbol or rule' }),
      }),
    },
    responses: { 200: { description: 'Newest first', content: { 'application/json': { schema: pageOf(Memory) } } } },
  },
);

const ProjectMap = z.object({
  repo: z.string(),
  parts: z.array(
    z.object({
      id: z.guid(),
      handle: z.string(),
      part: z.enum(MAP_PARTS),
      text: z.string(),
      state: z.enum(['active', 'stale', 'disabled']),
      path: z.string().nullable(),
      line: z.int().nullable(),
      link: z.string().nullable(),
      quote: z.string().nullable(),
      confidence: z.number(),
      created_at: z.iso.datetime(),
    }),
  ),
});
const map = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/memory/project-map',
    summary:
      'What a repository is: stack, layout, commands, conventions, risks, owners, each with the lines that say so',
    request: { query: z.strictObject({ repo: plainText(512).openapi({ description: 'Such as acme/shop' }) }) },
    responses: {
      200: {
        description: 'The map; no part where it was not scanned yet',
        content: { 'application/json': { schema: ProjectMap } },
      },
    },
  },
);

const Stats = z.object({
  total: count,
  by_state: z.object({ candidate: count, active: count, stale: count, disabled: count }),
  by_type: z.object({
    project_pattern: count,
    decision: count,
    developer_pattern: count,
    developer_strength: count,
    risk_module: count,
    contributor_profile: count,
    project_map: count,
    project_rule: count,
    dismissal: count,
  }),
  applied: count.openapi({ description: 'Memories that a review was given' }),
  times_applied: count,
  last_applied_at: z.iso.datetime().nullable(),
  unused: count.openapi({ description: 'Active, and not applied in 90 days: is it worth keeping?' }),
  expiring: count.openapi({ description: 'Active, and at an end within 14 days' }),
});
const stats = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/memory/stats',
    summary: 'How much is remembered, and how much of it is applied',
    request: { query: z.strictObject({ repo: repo.optional() }) },
    responses: { 200: { description: 'Counts', content: { 'application/json': { schema: Stats } } } },
  },
);

const one = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/memory/{id}',
    summary: 'One memory, in any state',
    request: { query: noQuery, params: idParam },
    responses: { 200: { description: 'It', content: { 'application/json': { schema: Memory } } } },
  },
);

/** `GET /memory` and what is read below it. */
export function memory() {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, repo: name, state, type, about, q } = context.req.valid('query');
      const seen = await seenMemories(context, name);
      const filter = {
        states: state === undefined ? null : [state],
        types: typesOf(type, about),
        words: q === undefined ? null : likePart(q),
        after: placeOf(readCursor(placeKey, cursor)),
        limit: limit + 1,
      };
      const rows = await context.get('tenant')((manager) => listMemoryRows(manager, seen, filter));
      return context.json(page(rows, limit, { item: memoryShown, key: ({ micros, id }) => [micros, id] }), 200);
    })
    .openapi(map, async (context) => {
      const { repo: name } = context.req.valid('query');
      const { repositoryIds, viewer, fullName } = await seenMemories(context, name);
      const filter = {
        states: ['active', 'stale', 'disabled'] as const,
        types: ['project_map'] as const,
        limit: MOST_PARTS,
      };
      const rows = await context.get('tenant')((manager) =>
        listMemoryRows(manager, { repositoryIds, installationIds: [], viewer }, filter),
      );
      const parts = rows.flatMap((row) => {
        const part = MAP_PARTS.find((known) => row.source_key === `map:${known}`);
        const { id, number, text, source_path: path, source_line: line, source_link: link, source_quote: quote } = row;
        const state = filter.states.find((known) => known === row.state);
        if (part === undefined || state === undefined) return [];
        const created_at = row.created_at.toISOString();
        return [
          {
            id,
            handle: `M${number}`,
            part,
            text,
            state,
            path,
            line,
            link,
            quote,
            confidence: row.confidence,
            created_at,
          },
        ];
      });
      const order = (part: (typeof parts)[number]) => MAP_PARTS.indexOf(part.part);
      return context.json({ repo: fullName ?? name, parts: parts.toSorted((a, b) => order(a) - order(b)) }, 200);
    })
    .openapi(stats, async (context) => {
      const seen = await seenMemories(context, context.req.valid('query').repo);
      const counts = await context.get('tenant')((manager) => countMemories(manager, seen));
      const { candidate = 0, active = 0, stale = 0, disabled = 0 } = counts.by_state;
      const by_type = Stats.shape.by_type.parse(
        Object.fromEntries(MEMORY_TYPES.map((type) => [type, counts.by_type[type] ?? 0])),
      );
      return context.json({ ...counts, by_state: { candidate, active, stale, disabled }, by_type }, 200);
    })
    .openapi(one, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')((manager) => readMemoryRow(context, manager, id));
      return context.json(memoryShown(row), 200);
    });
}

/** Null: all. What is about a person is shown to that person only, so that those types are what is about the caller. */
function typesOf(type: MemoryType | undefined, about: 'me' | undefined): readonly MemoryType[] | null {
  if (about === undefined) return type === undefined ? null : [type];
  return type === undefined ? DEVELOPER_TYPES : [type].filter(isAboutPerson);
}
