/**
 * Removes the symbols `s` of a repository with what comes out of them and leads to them, in pieces, and counts what
 * went; `where` narrows them down. The key is named whole, so that its index leads to them.
 */
export const removeSymbols = (
  where = 'true',
) => `MATCH (s:Symbol {installation_id: $installation_id, repo_id: $repo_id})
WHERE s.scan IS NOT NULL AND s.path IS NOT NULL AND s.qualified_name IS NOT NULL AND s.kind IS NOT NULL AND ${where}
CALL (s) {
  WITH s, COUNT { (s)--() } AS edges
  DETACH DELETE s
  RETURN edges + 1 AS gone
} IN TRANSACTIONS OF 5000 ROWS
RETURN sum(gone) AS gone`;
