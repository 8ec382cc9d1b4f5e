import { z } from 'zod';
import { plainText } from '../../verify/plain-text.js';

/** What an agent says at its end, beside its reports. */
export const ClosingText = z.object({
  summary: z.string(),
  risk: z.enum(['low', 'medium', 'high']),
  unmet_criteria: z.array(z.string()),
  applied_memories: z.array(z.string()).optional(),
});
export type ClosingText = z.output<typeof ClosingText>;

/** The same for all agents: another format would be another cached prefix. Written out, because its order counts. */
export const CLOSING_FORMAT: Record<string, unknown> = {
  type: 'object',
  properties: {
    summary: { type: 'string' },
    risk: { type: 'string', enum: ['low', 'medium', 'high'] },
    unmet_criteria: { type: 'array', items: { type: 'string' } },
  },
  required: ['summary', 'risk', 'unmet_criteria'],
  additionalProperties: false,
};

/** Where the team has said something: with the ids of what of it has counted. */
export const CLOSING_FORMAT_WITH_MEMORIES: Record<string, unknown> = {
  ...CLOSING_FORMAT,
  properties: {
    summary: { type: 'string' },
    risk: { type: 'string', enum: ['low', 'medium', 'high'] },
    unmet_criteria: { type: 'array', items: { type: 'string' } },
    applied_memories: {
      type: 'array',
      items: { type: 'string' },
      description: 'Ids, such as M3, of what the team said without which your reports would be others; mostly empty.',
    },
  },
  required: ['summary', 'risk', 'unmet_criteria', 'applied_memories'],
};

/** The closing text of an answer; null if it is missing, cut or of another form. */
export function readClosingText(text: string): ClosingText | null {
  try {
    const parsed = ClosingText.safeParse(JSON.parse(plainText(text)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
