import { MOST_FILES_OF_PULL, MOST_REVIEWERS_OF_PULL } from '../../types.js';

/** The file `f` that `path` names. */
export const FILE = '(f:File {installation_id: $installation_id, repo_id: $repo_id, path: path})';

/** Of a file's names, before and after: files that were renamed to each other have millions of ways between them. */
export const MOST_WAYS = 200;

/** What a file is called and was called before, each as `name`. */
export const namesOf = (file: string) => `MATCH (${file})<-[:RENAMED_TO*0..8]-(n:File)
  WITH n LIMIT ${MOST_WAYS}
  WITH DISTINCT n.path AS name LIMIT 20`;

/**
 * The first or last TOUCHES `t` of each name of the file `f`. Its order is that of the index, named whole: of a
 * changelog that a million pull requests touch no more are read than are asked for.
 */
export const touchesOf = (order: 'DESC' | 'ASC', most: string) => `${namesOf('f')}
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
  WITH p, number, merged, files WHERE ${where}`;

/**
 * What a pull request says of the first files that it touches, by name: it has that in lists of its own. One that was
 * written before it had them is asked for its edges.
 */
const ofFiles = (list: string, property: string) => (pull: string) =>
  `coalesce(${pull}.${list}, COLLECT {
    MATCH (${pull})-[edge:TOUCHES]->()
    RETURN edge.${property} ORDER BY edge.path LIMIT ${MOST_FILES_OF_PULL}
  })`;
export const pathsOf = ofFiles('paths', 'path');
export const additionsOf = ofFiles('path_additions', 'additions');
export const deletionsOf = ofFiles('path_deletions', 'deletions');

/** A pull request `p` as readers get it. */
export const PULL = `p.number AS number, p.title AS title, p.verdict AS verdict, p.state AS state, p.author AS author,
  p.origin AS origin, p.created_at AS createdAt, p.merged_at AS mergedAt, p.additions AS additions,
  p.deletions AS deletions`;

/** A developer as readers get it. */
export const developer = (node: string) => `{login: ${node}.login, githubId: ${node}.github_id, isBot: ${node}.is_bot}`;

/** The logins of the first people who reviewed a pull request, from the same two places. */
export const reviewersOf = (pull: string) => `coalesce(${pull}.reviewers, COLLECT {
    MATCH (${pull})-[:REVIEWED_BY]->(d:Developer)
    RETURN d.login ORDER BY d.login LIMIT ${MOST_REVIEWERS_OF_PULL}
  })`;

/** A symbol's key as readers get it. */
export const symbolKey = (node: string) =>
  `{path: ${node}.path, qualifiedName: ${node}.qualified_name, kind: ${node}.kind}`;

/** The version that readers see, as `scan`: read once, since a statement of Neo4j sees what others commit meanwhile. */
export const VISIBLE = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
WITH r, r.scan AS scan`;
