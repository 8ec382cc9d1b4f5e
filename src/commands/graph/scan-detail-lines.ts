import { z } from 'zod';
import { countOf } from '../../words/count-of.js';

/** What a scan stores beside its counts; older ones have less. */
const ScanDetails = z.object({
  tiers: z.record(z.string(), z.number()).nullish(),
  without_grammar: z.record(z.string(), z.number()).optional(),
  symbols_dropped: z.number().optional(),
  left_out: z.array(z.object({ reason: z.string(), files: z.number(), such: z.array(z.string()) })).optional(),
});

/** What the last scan of a repository tells of its calls, by how they were resolved, and of what it could not read. */
export function scanDetailLines(details: Record<string, unknown>): string[] {
  const known = ScanDetails.safeParse(details);
  if (!known.success) return [];
  const { tiers, without_grammar: without = {}, left_out: leftOut = [], symbols_dropped: dropped } = known.data;
  const calls = Object.entries(tiers ?? {}).filter(([, count]) => count > 0);
  const extensions = Object.entries(without);
  return [
    ...(calls.length === 0 ? [] : [`calls: ${calls.map(([tier, count]) => `${count} ${tier}`).join(', ')}`]),
    ...(extensions.length === 0
      ? []
      : [`without grammar: ${extensions.map(([extension, count]) => `${count} .${extension}`).join(', ')}`]),
    ...(dropped === undefined ? [] : ['no symbols: Neo4j is nearly full (NEO4J_MAX_NODES)']),
    ...leftOut.map(({ reason, files, such }) => `left out: ${countOf(files, 'file')}, ${reason} (${such.join(', ')})`),
  ];
}
