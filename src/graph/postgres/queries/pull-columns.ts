/** A PullNode of the row `p`. */
export const PULL_COLUMNS = `p.number, p.title, p.verdict, p.state, p.author, p.origin, p.created_at AS "createdAt",
    p.merged_at AS "mergedAt", p.additions, p.deletions`;
