import { gitText } from '../checkout/git.js';

type Parents = ReadonlyMap<string, readonly string[]>;

/** The parents of every commit by repository: git is asked again only for a commit that is new. */
const graphs = new Map<string, Parents>();

/**
 * The commits that `head` has and `base` has not, both named by their full ids. Throws GitError where one is not there.
 */
export async function ownCommits(folder: string, base: string, head: string): Promise<ReadonlySet<string>> {
  let parents = graphs.get(folder);
  if (!parents?.has(base) || !parents.has(head)) {
    parents = await readParents(folder, [base, head]);
    graphs.set(folder, parents);
  }
  return reach(parents, head, reach(parents, base, new Set()));
}

async function readParents(folder: string, more: readonly string[]): Promise<Parents> {
  const text = await gitText(folder, ['rev-list', '--parents', '--all', ...more]);
  return new Map(
    text.split('\n').flatMap((line) => {
      const [sha = '', ...parents] = line.split(' ');
      return sha === '' ? [] : [[sha, parents] as const];
    }),
  );
}

function reach(parents: Parents, from: string, without: ReadonlySet<string>): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (seen.has(sha) || without.has(sha)) continue;
    seen.add(sha);
    open.push(...(parents.get(sha) ?? []));
  }
  return seen;
}
