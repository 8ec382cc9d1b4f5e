import { z } from 'zod';

/** What lies beside the contents: where in the one file each path begins. */
export const SnapshotIndex = z.object({
  sha: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number(), offset: z.number() })),
  omitted: z.array(z.object({ path: z.string(), reason: z.string() })),
});
export type SnapshotIndex = z.output<typeof SnapshotIndex>;
