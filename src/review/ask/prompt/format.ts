import { z } from 'zod';
import { plainText } from '../../verify/plain-text.js';

/** What an agent says at its end, beside its reports. */
export const ClosingText = z.object({
  summary: z.string(),
  risk: z.enum(['low', 'medium', 'high']),
  unmet_criteria: z.array(z.string()),
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

/** The closing text of an answer; null if it is missing, cut or of another form. */
export function readClosingText(text: string): ClosingText | null {
  try {
    const parsed = ClosingText.safeParse(JSON.parse(plainText(text)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
