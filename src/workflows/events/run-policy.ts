import { z } from 'zod';

/** How the runs of a workflow stand to each other on one pull request; part of `workflows.config`. */
export const RunPolicy = z.object({
  /** Runs of one lane are serial for each pull request, those of different lanes are not. */
  lane: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .nullable()
    .default(null),
  /** Whether a newer run ends the older ones of the same workflow. */
  replaces: z.boolean().default(true),
});
export type RunPolicy = z.output<typeof RunPolicy>;

/** The partition of the queue `runs`: repository id, pull request number, lane (behaviour.md, "Queues"). */
export function partitionKey(githubRepoId: number | string, pullNumber: number, lane: string | null): string {
  return lane === null ? `${githubRepoId}:${pullNumber}` : `${githubRepoId}:${pullNumber}:${lane}`;
}
