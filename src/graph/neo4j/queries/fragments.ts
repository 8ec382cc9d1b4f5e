/** The file `f` that `path` names. */
export const FILE = '(f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})';

/**
 * The pull requests `p` that touched the file `f` under its name or an earlier one, the newest `$most`, each with its edge
 * `t`; `where` chooses among them.
 */
export const pullsOfFile = (where: string) => `MATCH (f)<-[:RENAMED_TO*0..8]-(name:File)
  WITH DISTINCT name LIMIT 20
  MATCH (name)<-[t:TOUCHES]-(p:PullRequest)
  WHERE ${where}
  WITH p, max(t.merged_at) AS merged
  ORDER BY p.number DESC LIMIT $most`;

/** A pull request `p` as readers get it. */
export const PULL = `p.number AS number, p.title AS title, p.verdict AS verdict, p.state AS state, p.author AS author,
  p.origin AS origin, p.created_at AS createdAt, p.merged_at AS mergedAt, p.additions AS additions,
  p.deletions AS deletions`;

/** A developer as readers get it. */
export const developer = (node: string) => `{login: ${node}.login, githubId: ${node}.github_id, isBot: ${node}.is_bot}`;

/** A symbol's key as readers get it. */
export const symbolKey = (node: string) =>
  `{path: ${node}.path, qualifiedName: ${node}.qualified_name, kind: ${node}.kind}`;

/** The version that readers see, as `scan`: read once, since a statement of Neo4j sees what others commit meanwhile. */
export const VISIBLE = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
WITH r, r.scan AS scan`;

/** Of one symbol, so that one that a million places call is answered in time: surest of these. */
export const MOST_EDGES = 20_000;
