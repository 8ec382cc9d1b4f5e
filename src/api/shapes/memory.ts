import { z } from '@hono/zod-openapi';
import { MEMORY_SOURCES, MEMORY_STATES, MEMORY_TYPES } from '../../memory/types.js';
import type { MemoryRow } from '../queries/list-memories.js';

/** A memory as the API shows it. */
export const Memory = z.object({
  id: z.guid(),
  installation_id: z.int(),
  handle: z.string().openapi({ description: 'Its name in commands, such as M7' }),
  type: z.enum(MEMORY_TYPES),
  text: z.string(),
  state: z.enum(MEMORY_STATES),
  state_reason: z.string().nullable(),
  state_changed_at: z.iso.datetime(),
  repo: z.string().nullable().openapi({ description: 'Null: every repository of the installation' }),
  path: z.string().nullable().openapi({ description: 'A glob, of a dismissal a file; null: all files' }),
  symbol: z.string().nullable(),
  rule: z.string().nullable(),
  about: z.string().nullable().openapi({ description: 'The login of the person it is about: nobody else sees it' }),
  author: z.string().nullable().openapi({ description: 'Null: code found it, or a model' }),
  source: z.object({
    kind: z.enum(MEMORY_SOURCES),
    link: z.string().nullable(),
    path: z.string().nullable(),
    line: z.int().nullable(),
    quote: z.string().nullable(),
    pr_number: z.int().nullable(),
  }),
  dismissal: z
    .object({
      scope: z.enum(['finding', 'file', 'repository']),
      reason: z.string(),
      finding: z.string().openapi({ description: 'The finding it was said about, such as F3' }),
    })
    .nullable(),
  confidence: z.number(),
  signals: z.int().openapi({ description: 'Independent ones that speak for it; three make a candidate active' }),
  used_count: z.int(),
  last_used_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable().openapi({ description: 'Null: it holds for good' }),
  created_at: z.iso.datetime(),
});

/** Pure. */
export function memoryShown(row: MemoryRow): z.infer<typeof Memory> {
  const { reach, reason, handle } = row;
  return {
    id: row.id,
    installation_id: row.installation_id,
    handle: `M${row.number}`,
    type: row.type,
    text: row.text,
    state: row.state,
    state_reason: row.state_reason,
    state_changed_at: row.state_changed_at.toISOString(),
    repo: row.repo,
    path: row.path,
    symbol: row.symbol,
    rule: row.rule,
    about: row.about,
    author: row.author,
    source: {
      kind: row.source_kind,
      link: row.source_link,
      path: row.source_path,
      line: row.source_line,
      quote: row.source_quote,
      pr_number: row.pr_number,
    },
    dismissal:
      reach === null || reason === null || handle === null ? null : { scope: reach, reason, finding: `F${handle}` },
    confidence: row.confidence,
    signals: row.signals,
    used_count: row.used_count,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}
