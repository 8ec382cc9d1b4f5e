import { z } from 'zod';

const Push = z.object({
  ref: z.string(),
  deleted: z.boolean().default(false),
  repository: z.object({ default_branch: z.string().min(1) }),
});

/** Whether a delivery of `push` moves the default branch. Never throws. */
export function defaultBranchPush(payload: unknown): boolean {
  const push = Push.safeParse(payload);
  if (!push.success) return false;
  const { ref, deleted, repository } = push.data;
  return !deleted && ref === `refs/heads/${repository.default_branch}`;
}
