/** The file `f` that `path` names. */
export const FILE = '(f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})';

/** Of a file's names, before and after: files that were renamed to each other have millions of ways between them. */
export const MOST_WAYS = 200;

/** The file `f` and what it was called before, as `n`. */
export const NAMES = `MATCH (f)<-[:RENAMED_TO*0..8]-(n:File)
  WITH n LIMIT ${MOST_WAYS}`;

/**
 * The first or last TOUCHES `t` of each name of the file `f`. Its order is that of the index, named whole: of a
 * changelog that a million pull requests touch no more are read than are asked for.
 */
export const touchesOf = (order: 'DESC' | 'ASC', most: string) => `${NAMES}
  WITH DISTINCT n.path AS name LIMIT 20
  CALL (name) {
    MATCH ()-[t:TOUCHES]->()
    USING INDEX SEEK t:TOUCHES(installation_id, repo_id, path, number)
    WHERE t.installation_id = $installation_id AND t.repo_id = $repo_id AND t.path = name AND t.number > 0
    WITH t ORDER BY t.installation_id ${order}, t.repo_id ${order}, t.path ${order}, t.number ${order} LIMIT ${most}
    RETURN t
  }`;

/**
 * Of the newest `$most` pull requests `p` that touched the file `f` under its name or an earlier one, with when each
 * was `merged` and how many `files` it changed, those of which `where` is true.
 */
export const pullsOfFile = (where: string) => `${touchesOf('DESC', '$most')}
  WITH startNode(t) AS p, t.number AS number, max(t.merged_at) AS merged, max(t.files) AS files
  ORDER BY number DESC LIMIT $most
  WITH p, merged, files WHERE ${where}`;

/** A pull request `p` as readers get it. */
export const PULL = `p.number AS number, p.title AS title, p.verdict AS verdict, p.state AS state, p.author AS author,
  p.origin AS origin, p.created_at AS createdAt, p.merged_at AS mergedAt, p.additions AS additions,
  p.deletions AS deletions`;

/** A developer as readers get it. */
export const developer = (node: string) => `{login: ${node}.login, githubId: ${node}.github_id, isBot: ${node}.is_bot}`;

/** Who reviewed the pull request of that name, as `d`. */
export const reviewersOf = (pull: string) => `CALL (${pull}) {
  MATCH (${pull})-[:REVIEWED_BY]->(d:Developer)
  RETURN d ORDER BY d.login LIMIT 50
}`;

/** A symbol's key as readers get it. */
export const symbolKey = (node: string) =>
  `{path: ${node}.path, qualifiedName: ${node}.qualified_name, kind: ${node}.kind}`;

/** The version that readers see, as `scan`: read once, since a statement of Neo4j sees what others commit meanwhile. */
export const VISIBLE = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
WITH r, r.scan AS scan`;

/** Of one symbol, so that one that a million places call is answered in time: surest of these. */
export const MOST_EDGES = 20_000;
