import { z } from 'zod';
import { pathGlob } from '../path-glob.js';
import { LONGEST_TEXT } from '../types.js';

/** Where a repository keeps its memories as code. */
export const MEMORY_FILE = '.github/nectr/memories.yml';

/** More are left out; a file that people review by reading it has fewer. */
export const MOST_ENTRIES = 200;

const glob = z
  .string()
  .max(256)
  .superRefine((written, context) => {
    const read = pathGlob(written);
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
  });
/** A date that there is: 2026-02-30 is none. */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((date) => new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) === true);

/** One entry of the file. No key can set an address, a model, a tool or a secret: the file belongs to the repository. */
export const MemoryEntry = z.strictObject({
  text: z.string().trim().min(1).max(LONGEST_TEXT).describe('What is to be remembered, in a sentence'),
  in: glob.optional().describe('Where it holds: a path or a glob such as src/**; left out: everywhere'),
  rule: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('The id of the rule that it is about, such as js/eval; `nectr rules` lists them'),
  symbol: z.string().min(1).max(200).optional().describe('The function, method or class that it is about'),
  type: z
    .enum(['project_rule', 'project_pattern', 'decision', 'risk_module'])
    .default('project_rule')
    .describe('What kind of thing it is'),
  expires: day.optional().describe('The day from which it does not hold any more, such as 2027-01-31'),
});
export type MemoryEntry = z.output<typeof MemoryEntry>;

/** `.github/nectr/memories.yml`. The committed JSON schema is made from this. */
export const MemoryFile = z.strictObject({
  memories: z.array(MemoryEntry).max(MOST_ENTRIES).describe('What is remembered for this repository'),
});

/** The JSON schema of the file as committed in `.github/nectr.memories.schema.json` (formatted there by Prettier). */
export function memoryFileSchema(): string {
  const schema = z.toJSONSchema(MemoryFile, { io: 'input' });
  return `${JSON.stringify({ title: 'Nectr memories', ...schema }, null, 2)}\n`;
}
