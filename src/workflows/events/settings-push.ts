import { z } from 'zod';
import { pushTouches } from './push-touches.js';

const FILE = '.github/nectr.yml';
const Push = z.object({
  ref: z.templateLiteral(['refs/heads/', z.string().min(1)]),
  after: z.string().regex(/^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  // Not what is in them: there may be hundreds of thousands of paths, and one is looked for.
  commits: z.array(z.unknown()),
});

/** Settings of a branch as a push left them; they hold for the pull requests that go there. */
export const PushedSettings = z.object({ branch: z.string(), sha: z.string() });
export type PushedSettings = z.output<typeof PushedSettings>;

/**
 * What a delivery of `push` says of the settings file; null: it does not touch it, deletes the branch, or is of a tag.
 * Its commits name their files: https://docs.github.com/webhooks/webhook-events-and-payloads#push. Never throws.
 */
export function settingsPush(payload: unknown): PushedSettings | null {
  const push = Push.safeParse(payload);
  if (!push.success) return null;
  const { ref, after, commits } = push.data;
  return pushTouches(commits, (path) => path === FILE) ? { branch: ref.slice('refs/heads/'.length), sha: after } : null;
}
