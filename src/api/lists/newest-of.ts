/**
 * Rows of an installation that are looked through for a page before anything narrower is asked; fewer where something is
 * joined to each.
 */
const WALKED = { alone: 1000, joined: 300 };
/** So many repositories are each asked for their newest at once. */
const FEW = 5;

/** What a list chooses from a table. All SQL is of the row `one`. */
export interface Choice {
  table: 'findings' | 'reviews' | 'workflow_runs';
  /** The column by which rows are new. */
  at: string;
  /** Columns of a chosen row beside `id` and `at`. */
  kept: readonly string[];
  /** Columns that `wanted` looks at: the index over an installation holds them. */
  asked: readonly string[];
  /** Which rows are in the indexes, and behind the place where the page begins. */
  among: string;
  /** What is joined to a row for `wanted`. */
  joined?: string;
  /** Conditions, each with an index over a repository of its own, of which one has to hold. */
  wanted: readonly string[];
}

/**
 * SQL of `places`: the repositories `$1`, each with its installation. One is named as one: PostgreSQL takes a list of
 * unknown length for ten, and would plan anew each time for what is so much cheaper.
 */
export function placesOf(repositories: readonly number[]): string {
  const chosen = repositories.length === 1 ? '= ($1::int[])[1]' : '= ANY ($1)';
  return `places AS MATERIALIZED (SELECT id, installation_id FROM repositories WHERE id ${chosen})`;
}

/**
 * Whoever sees many repositories mostly sees most of an installation: then its newest rows are looked through first, and
 * what is narrower is asked only where those do not hold a whole page. A page is the same either way.
 */
export function isWalked(repositories: readonly number[]): boolean {
  return repositories.length > FEW;
}

/**
 * SQL of `<table>_walked`, what `choice` chooses of the newest rows of each installation, and of `<table>_enough`, the
 * installations of which that is a whole page. Needs `placesOf`.
 */
export function walkOf(choice: Choice, limit: number): string {
  const { table, at, kept, asked, among, joined = '', wanted } = choice;
  const inside = [...new Set(['id', 'repository_id', at, ...kept, ...asked])].map((name) => `one.${name}`);
  return `${table}_walked AS MATERIALIZED (
      SELECT i.id AS installation_id, w.* FROM (SELECT DISTINCT installation_id AS id FROM places) i CROSS JOIN LATERAL (
        SELECT ${columnsOf(choice)} FROM (
            SELECT ${inside.join(', ')} FROM ${table} one WHERE one.installation_id = i.id AND ${among}
             ORDER BY one.${at} DESC, one.id DESC LIMIT ${joined === '' ? WALKED.alone : WALKED.joined}) one ${joined}
         WHERE one.repository_id = ANY ($1) AND (${wanted.map((each) => `(${each})`).join(' OR ')})
         ${newestFirst(choice, limit)}) w),
    ${table}_enough AS MATERIALIZED (
      SELECT installation_id FROM ${table}_walked GROUP BY installation_id HAVING count(*) = ${limit})`;
}

/** SQL of the rows of `walkOf` that are a whole page of their installation. */
export function walkedRows({ table, kept }: Choice): string {
  return `SELECT ${['id', 'at', ...kept].join(', ')} FROM ${table}_walked
    WHERE installation_id IN (SELECT installation_id FROM ${table}_enough)`;
}

/** SQL of the newest rows of each repository; `walked`: of the installations of which `walkOf` gave no page. */
export function rowsOfRepositories(choice: Choice, { limit, walked }: { limit: number; walked: boolean }): string {
  const { table, among, joined = '', wanted } = choice;
  const branches = wanted.map(
    (condition) => `(SELECT ${columnsOf(choice)} FROM ${table} one ${joined}
       WHERE one.repository_id = repo.id AND ${among} AND ${condition} ${newestFirst(choice, limit)})`,
  );
  return `SELECT each.* FROM places repo CROSS JOIN LATERAL (${branches.join(' UNION ALL ')}) each
    WHERE ${walked ? `repo.installation_id NOT IN (SELECT installation_id FROM ${table}_enough)` : 'true'}`;
}

/** SQL of the columns of a chosen row. */
export function columnsOf({ at, kept }: Choice): string {
  return ['one.id', `one.${at} AS at`, ...kept.map((name) => `one.${name}`)].join(', ');
}

/** SQL of the end of a statement that reads `one`. */
export function newestFirst({ at }: Choice, limit: number): string {
  return `ORDER BY one.${at} DESC, one.id DESC LIMIT ${limit}`;
}
