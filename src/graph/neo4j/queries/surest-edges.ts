import type { HubEdge } from '../hub-edges.js';

/** Of the edges of one node as they come. */
export const MOST_EDGES = 2000;

/**
 * The surest `$limit` edges `e` of a type at the node `hub` that may have a million of them, with their `other` node;
 * `key` is what the edges say of it. Their order is that of the index, named whole: no more are read than are asked
 * for. One that was written before edges said it is among those that are taken as they come, until the next scan.
 */
export const surestEdges = (type: HubEdge, hub: string, key: string, other: string) => `CALL (${hub}, scan, ${key}) {
  MATCH ${between(type, `(${hub})`, `(${other})`)}
  WITH e, ${other} LIMIT ${MOST_EDGES}
  WHERE e.scan = scan AND e.confidence >= $least
  RETURN e, ${other} LIMIT $limit
  UNION
  MATCH ${between(type, '()', `(${other})`)}
  USING INDEX SEEK e:${type}(installation_id, repo_id, scan, hub, confidence)
  WHERE e.installation_id = $installation_id AND e.repo_id = $repo_id AND e.scan = scan AND e.hub = ${key}
    AND e.confidence >= $least
  RETURN e, ${other}
  ORDER BY e.installation_id DESC, e.repo_id DESC, e.scan DESC, e.hub DESC, e.confidence DESC LIMIT $limit
}`;

/** A test belongs to the symbol that it calls: the edge begins there. */
const between = (type: HubEdge, hub: string, other: string) =>
  type === 'TESTED_BY' ? `${hub}-[e:${type}]->${other}` : `${other}-[e:${type}]->${hub}`;
