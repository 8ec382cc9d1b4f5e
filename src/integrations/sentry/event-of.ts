import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';

/** A line of a stack trace. */
export interface SentryFrame {
  /** As the SDK names it: a path, a URL, or the bare name of a file. */
  file: string | null;
  absolutePath: string | null;
  module: string | null;
  function: string | null;
  line: number | null;
  /** Null: the SDK does not say. */
  inApp: boolean | null;
}

export interface SentryEvent {
  id: string;
  title: string;
  release: string | null;
  environment: string | null;
  tags: { key: string; value: string }[];
  /** As Sentry has them: causes first, what was reported last; frames from the outermost call to where it happened. */
  exceptions: { type: string | null; value: string | null; frames: SentryFrame[] }[];
}

const MOST_TAGS = 100;
const MOST_EXCEPTIONS = 10;
const MOST_FRAMES = 100;
const LONGEST = 1000;

const text = z.string().nullish().catch(null);
const cut = (value: string | null | undefined): string | null => (value == null ? null : cutText(value, LONGEST));

/** camelCase by the API (`lineNo`), snake_case in webhooks (`lineno`). */
const Frame = z
  .object({
    filename: text,
    absPath: text,
    abs_path: text,
    module: text,
    function: text,
    lineNo: z.number().int().nullish().catch(null),
    lineno: z.number().int().nullish().catch(null),
    inApp: z.boolean().nullish().catch(null),
    in_app: z.boolean().nullish().catch(null),
  })
  .transform((frame): SentryFrame => ({
    file: cut(frame.filename),
    absolutePath: cut(frame.absPath ?? frame.abs_path),
    module: cut(frame.module),
    function: cut(frame.function),
    line: frame.lineNo ?? frame.lineno ?? null,
    inApp: frame.inApp ?? frame.in_app ?? null,
  }));

/** What crashed stands at the end of both lists, so that their ends are kept. */
const Exceptions = z.object({
  values: z
    .array(
      z
        .object({
          type: text,
          value: text,
          stacktrace: z
            .object({ frames: z.array(Frame).nullish() })
            .nullish()
            .catch(null),
        })
        .transform(({ type, value, stacktrace }) => ({
          type: cut(type),
          value: cut(value),
          frames: (stacktrace?.frames ?? []).slice(-MOST_FRAMES),
        })),
    )
    .transform((values) => values.slice(-MOST_EXCEPTIONS)),
});

/** `[["level","error"]]` in webhooks, `[{"key":"level","value":"error"}]` by the API. */
const Tag = z.union([
  z.tuple([z.string(), z.string()]).transform(([key, value]) => ({ key, value })),
  z.object({ key: z.string(), value: z.string() }),
  z.unknown().transform(() => null),
]);

/**
 * An event as the API gives it (https://docs.sentry.io/api/events/retrieve-an-issue-event/) or a webhook brings it;
 * what it does not hold is null or empty. An object without an id is refused.
 */
export const SentryEventBody = z
  .object({
    eventID: z.string().optional(),
    event_id: z.string().optional(),
    id: z.string().optional(),
    title: text,
    message: text,
    release: z.union([z.string(), z.object({ version: z.string() }), z.unknown().transform(() => null)]).optional(),
    environment: text,
    tags: z.array(Tag).catch([]),
    entries: z.array(z.object({ type: z.string(), data: z.unknown().optional() })).catch([]),
    exception: z.unknown().optional(),
  })
  .transform((event, context): SentryEvent => {
    const id = event.eventID ?? event.event_id ?? event.id;
    if (id === undefined) {
      context.addIssue('has no id');
      return z.NEVER;
    }
    const exceptions = event.exception ?? event.entries.find(({ type }) => type === 'exception')?.data;
    const tags = event.tags.flatMap((tag) => tag ?? []).slice(0, MOST_TAGS);
    const { release } = event;
    return {
      id,
      title: cut(event.title || event.message) ?? '',
      release: cut(typeof release === 'string' ? release : release?.version),
      environment: cut(event.environment ?? tags.find(({ key }) => key === 'environment')?.value),
      tags,
      exceptions: Exceptions.safeParse(exceptions).data?.values ?? [],
    };
  });
