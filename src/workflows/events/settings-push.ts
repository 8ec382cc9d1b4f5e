import { z } from 'zod';

const FILE = '.github/nectr.yml';
const Paths = z.array(z.string()).default([]);
const Push = z.object({
  ref: z.templateLiteral(['refs/heads/', z.string().min(1)]),
  after: z.string().regex(/^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  commits: z.array(z.object({ added: Paths, modified: Paths, removed: Paths })),
});

/** Settings of a branch as a push left them; they hold for the pull requests that go there. */
export const PushedSettings = z.object({ branch: z.string(), sha: z.string() });
export type PushedSettings = z.output<typeof PushedSettings>;

/**
 * What a delivery of `push` says of the settings file; null: it does not touch it, deletes the branch, or is of a tag. Its
 * commits name their files: https://docs.github.com/webhooks/webhook-events-and-payloads#push. Never throws.
 */
export function settingsPush(payload: unknown): PushedSettings | null {
  const push = Push.safeParse(payload);
  if (!push.success) return null;
  const { ref, after, commits } = push.data;
  const touches = commits.some(({ added, modified, removed }) =>
    [added, modified, removed].some((paths) => paths.includes(FILE)),
  );
  return touches ? { branch: ref.slice('refs/heads/'.length), sha: after } : null;
}
