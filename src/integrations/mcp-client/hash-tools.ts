import { createHash } from 'node:crypto';

/** What makes a tool what it is, beside what it is called. */
interface HashedTool {
  name: string;
  title?: unknown;
  description?: unknown;
  inputSchema: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
}

/**
 * SHA-256 of a list of tools with all that is said of them: the same for the same tools in another order, and another
 * one if a word of a description changes (fault I2).
 */
export function hashTools(tools: readonly HashedTool[]): string {
  const said = tools
    .map(({ name, title, description, inputSchema, outputSchema, annotations }) =>
      JSON.stringify(sorted({ name, title, description, inputSchema, outputSchema, annotations })),
    )
    .toSorted();
  return createHash('sha256').update(said.join('\n')).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
