import { z } from 'zod';
import { Mem0Error } from './mem0-error.js';

/** A memory as it lies at Mem0; what of it is ours stands in the metadata. */
export interface Mem0Row {
  id: string;
  /** The entity it belongs to; null: the answer does not tell. */
  userId: string | null;
  metadata: Readonly<Record<string, unknown>>;
}

/** How long one call may take, and when nobody waits for it any more. */
export interface Mem0Call {
  deadlineMs: number;
  signal: AbortSignal;
}

/** What is stored: the text word for word, under one entity. */
export interface Mem0Entry {
  text: string;
  userId: string;
  metadata: Readonly<Record<string, unknown>>;
}

/** What Mem0 is asked, in the words of the platform or of its open-source server. All throw Mem0Error. */
export interface Mem0Dialect {
  name: 'platform' | 'open-source';
  /** Returns Mem0's id. Throws 'pending' where it comes later: `list` tells it then. */
  add(entry: Mem0Entry, call: Mem0Call): Promise<string>;
  /** Throws 'gone' where there is none. */
  remove(id: string, call: Mem0Call): Promise<void>;
  /** Best first. */
  search(asked: { userId: string; text: string; limit: number }, call: Mem0Call): Promise<Mem0Row[]>;
  /** The `page`th page, from 1, of what an entity has; `after` it comes another, more that is not told, or nothing. */
  list(
    userId: string,
    page: number,
    call: Mem0Call,
  ): Promise<{ rows: Mem0Row[]; after: 'page' | 'untold' | 'nothing' }>;
  /** Removes everything of an entity. */
  removeAll(userId: string, call: Mem0Call): Promise<void>;
}

/** Ids are UUIDs there; whatever else comes does not get into a path. */
export const mem0Id = z.string().regex(/^[\w-]{1,100}$/);

/** What a search or a list answers; the SDK of the platform spells `user_id` its own way. */
export const mem0Rows = z.object({
  results: z.array(
    z
      .object({
        id: mem0Id,
        user_id: z.string().nullish(),
        userId: z.string().nullish(),
        metadata: z.record(z.string(), z.unknown()).nullish(),
      })
      .transform(({ id, user_id, userId, metadata }): Mem0Row => {
        return { id, userId: user_id ?? userId ?? null, metadata: metadata ?? {} };
      }),
  ),
});

/** An answer in the form that `schema` asks for. Throws Mem0Error, which shows nothing of it. */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new Mem0Error('strange');
  return parsed.data;
}
