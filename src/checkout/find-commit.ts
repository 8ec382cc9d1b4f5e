import { CheckoutError } from './checkout-error.js';
import { git, GitError, gitText } from './git.js';
import type { Checkout } from './open-checkout.js';

const COMMIT_ID = /^[0-9a-f]{7,64}$/;

/** The commit that a revision names. Throws CheckoutError with the way to have it, where it is not there. */
export async function findCommit(checkout: Checkout, revision: string): Promise<string> {
  if (revision.startsWith('-') || revision.includes('\0')) throw await unknownCommit(checkout, revision);
  const found = await commitIfThere(checkout, revision);
  if (found === null) throw await unknownCommit(checkout, revision);
  return found;
}

/** The commit that a revision names; null: it names none. */
export async function commitIfThere({ folder }: Checkout, revision: string): Promise<string | null> {
  if (revision.startsWith('-') || revision.includes('\0')) return null;
  try {
    return (await gitText(folder, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])).trim();
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** The branch that pull requests go to, as far as a clone knows. Throws CheckoutError where it knows none. */
export async function defaultBranch(checkout: Checkout): Promise<string> {
  const { folder } = checkout;
  const remote = (
    await gitText(folder, ['rev-parse', '--abbrev-ref', '--verify', '--quiet', 'origin/HEAD'], [1, 128])
  ).trim();
  const candidates = [remote === 'origin/HEAD' ? '' : remote, 'origin/main', 'origin/master', 'main', 'master'];
  for (const candidate of candidates.filter(Boolean)) {
    const found = await git(folder, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`], [1, 128]);
    if (found.length > 0) return candidate;
  }
  const [origin] = await remotes(checkout);
  throw new CheckoutError(
    origin === undefined
      ? 'no default branch was found: name the base, such as `nectr review develop`'
      : `no default branch was found in this clone: run \`${fetchBranch(origin, 'main')}\` (or the name that your default branch has), then name it: \`nectr review ${origin}/main\``,
  );
}

async function unknownCommit(checkout: Checkout, revision: string): Promise<CheckoutError> {
  if (revision === 'HEAD')
    return new CheckoutError('the repository has no commit yet: there is nothing to compare with');
  const said = `"${revision}" is no commit of this repository`;
  const below = /^(.+?)(?:[~^]\d*)+$/.exec(revision)?.[1];
  if (below !== undefined && (await commitIfThere(checkout, below)) !== null)
    return new CheckoutError(
      checkout.shallow
        ? `${said}: this shallow clone ends before it. Run \`git fetch --deepen=50\` (or \`--unshallow\`) first`
        : `${said}: ${below} has not so many commits before it. \`nectr review --all ${below}\` reviews all it holds`,
    );
  const way = await wayTo(checkout, revision);
  return new CheckoutError(
    way === null ? `${said}: check the name` : `${said}: check the name, or run \`${way}\` first`,
  );
}

/** The command that fetches what a revision seems to name; null: there is nowhere to fetch from. */
async function wayTo(checkout: Checkout, revision: string): Promise<string | null> {
  if (!/^[\w./-]{1,200}$/.test(revision) || revision.startsWith('-')) return null;
  const known = await remotes(checkout);
  const [origin] = known;
  if (origin === undefined) return null;
  if (COMMIT_ID.test(revision)) return `git fetch ${origin} ${revision}`;
  const named = known.find((remote) => revision.startsWith(`${remote}/`));
  return named === undefined
    ? fetchBranch(origin, revision, revision)
    : fetchBranch(named, revision.slice(named.length + 1));
}

/** A clone of one branch fetches no other by its name alone. */
function fetchBranch(remote: string, branch: string, as = `refs/remotes/${remote}/${branch}`): string {
  return `git fetch ${remote} ${branch}:${as}`;
}

/** `origin` first. */
async function remotes({ folder }: Checkout): Promise<string[]> {
  const names = (await gitText(folder, ['remote'], [1, 128])).split('\n').filter((name) => /^[\w.-]+$/.test(name));
  return names.toSorted((a, b) => Number(b === 'origin') - Number(a === 'origin'));
}
