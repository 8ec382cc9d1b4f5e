import { z } from 'zod';

/** Just what the life cycle reads of GitHub's payloads. */
const Account = z.object({ id: z.number(), login: z.string(), type: z.string().default('User') });

export const Repository = z.object({
  id: z.number(),
  full_name: z.string(),
  private: z.boolean().default(true),
  default_branch: z.string().optional(),
  owner: Account.optional(),
});
export type RepositoryFacts = z.output<typeof Repository>;

export const Installation = z.object({
  id: z.number(),
  account: Account.nullish(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
  suspended_at: z.string().nullish(),
});
export type InstallationFacts = z.output<typeof Installation>;

export const InstallationEvent = z.object({
  installation: Installation,
  repositories: z.array(Repository).nullish(),
});
export const RepositoriesEvent = z.object({
  installation: Installation,
  repositories_added: z.array(Repository).default([]),
  repositories_removed: z.array(Repository).default([]),
});
export const RepositoryEvent = z.object({
  installation: z.object({ id: z.number() }),
  repository: Repository,
});
export const TargetEvent = z.object({ installation: z.object({ id: z.number() }), account: Account });
