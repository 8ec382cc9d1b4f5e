import { z } from 'zod';
import { redact } from '../../access/redact.js';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import { cutText } from '../../words/cut-text.js';
import { MOST_RESULT } from './mcp-times.js';
import type { ToolText } from './types.js';

const Result = z.object({
  content: z
    .array(
      z.union([
        z.object({ type: z.literal('text'), text: z.string() }),
        z.object({ type: z.literal('resource'), resource: z.object({ text: z.string() }) }),
        z.object({}),
      ]),
    )
    .default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
});

/**
 * The text of what a tool gave, without what nobody sees, without secrets of this server and `authorization`, which it
 * was asked with, cut to 64 kB. Pictures and sounds are left out. Throws ZodError for what is no result of a tool.
 */
export function resultText(result: unknown, authorization: string | null): ToolText {
  const { content, structuredContent, isError = false } = Result.parse(result);
  const texts = content.flatMap((part) => {
    if ('text' in part) return [part.text];
    return 'resource' in part ? [part.resource.text] : [];
  });
  const whole =
    texts.length > 0 ? texts.join('\n') : structuredContent === undefined ? '' : JSON.stringify(structuredContent);
  const text = stripInvisible(cutText(whole, MOST_RESULT));
  const token = authorization?.replace(/^\S+\s+/, '') ?? '';
  return { text: redact(token === '' ? text : text.replaceAll(token, '[redacted]')), isError };
}
