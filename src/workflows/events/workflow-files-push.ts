import { z } from 'zod';
import { isWorkflowFile } from '../files/workflow-folder.js';
import { defaultBranchPush } from './default-branch-push.js';
import { pushTouches } from './push-touches.js';

/** GitHub names no more commits of a push. */
const MOST_COMMITS = 2048;

const Push = z.object({
  after: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  created: z.boolean().default(false),
  forced: z.boolean().default(false),
  commits: z.array(z.unknown()),
});

/**
 * The commit of a delivery of `push` that may have changed the workflow files of the default branch; null: it has not.
 * What a forced push takes away stands in none of its commits, nor does all of a very long one. Never throws.
 */
export function workflowFilesPush(payload: unknown): string | null {
  if (!defaultBranchPush(payload)) return null;
  const push = Push.safeParse(payload);
  if (!push.success) return null;
  const { after, created, forced, commits } = push.data;
  const isUntold = created || forced || commits.length >= MOST_COMMITS;
  return isUntold || pushTouches(commits, isWorkflowFile) ? after : null;
}
