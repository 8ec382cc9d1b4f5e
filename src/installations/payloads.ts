import { z } from 'zod';

/** Just what the life cycle reads of GitHub's payloads. */
const Id = z.int().positive();
const Account = z.object({ id: z.number(), login: z.string(), type: z.string().default('User') });

export const Repository = z.object({
  id: Id,
  /** Becomes part of addresses. */
  full_name: z.string().regex(/^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/),
  private: z.boolean().default(true),
  default_branch: z.string().optional(),
  owner: Account.nullish(),
});
export type RepositoryFacts = z.output<typeof Repository>;

/** GitHub writes times of an installation as text, in old events as seconds since 1970. */
const Time = z.union([
  z.iso.datetime({ offset: true }),
  z.int().transform((seconds) => new Date(seconds * 1000).toISOString()),
]);

export const Installation = z.object({
  id: Id,
  account: Account.nullish(),
  permissions: z.record(z.string(), z.string()).default({}),
  events: z.array(z.string()).default([]),
  suspended_at: z.string().nullish(),
  updated_at: Time.nullish().catch(null),
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
  installation: z.object({ id: Id }),
  repository: Repository,
});
export const TargetEvent = z.object({ installation: z.object({ id: Id }), account: Account });
