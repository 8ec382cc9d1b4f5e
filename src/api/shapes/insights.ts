import { z } from '@hono/zod-openapi';
import { showFolder } from '../../graph/ask/show-folder.js';
import { fileKnowledge } from '../../graph/formulas/file-knowledge.js';
import type { Authorship, KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryKey } from '../../graph/types.js';

const MOST = { languages: 30, dead: 12, authors: 3, authorship: 1000 };

const time = z.iso.datetime().nullable();

function firstOf<T extends z.ZodType>(item: T) {
  return z.object({ first: z.array(item), of: z.int() }).openapi({ description: 'The first, and how many there are' });
}

/** What the past and the code of a repository tell; each part with what it is counted from. */
export const Insights = z.object({
  scanned_at: time,
  files: z.int(),
  lines: z.int(),
  source: z.object({
    history_imported: z.boolean(),
    pulls: z.int().openapi({ description: 'Newest merged pull requests that were looked at' }),
    from: time,
    to: time,
    paths: z.int().openapi({ description: 'Files that changed most, of which people and fixes are told' }),
  }),
  languages: z.array(z.object({ language: z.string(), files: z.int(), lines: z.int() })),
  hotspots: firstOf(z.object({ path: z.string(), changes: z.int(), lines: z.int(), rank: z.int() })).openapi({
    description: 'Changes in 12 months × lines: a rank, never "bad"',
  }),
  ownership: z
    .array(z.object({ path: z.string(), authors: z.array(z.object({ login: z.string(), share: z.number() })) }))
    .openapi({ description: 'Of the hotspots: degree of authorship, the highest is 1' }),
  bus_factor: z
    .object({ people: z.int(), of: z.int() })
    .nullable()
    .openapi({ description: 'So many people less, and more than half of `of` files have no author' }),
  experts: firstOf(
    z.object({
      login: z.string(),
      share: z.number(),
      author_of: z.int(),
      last_at: z.iso.datetime(),
      is_inactive: z.boolean(),
    }),
  ),
  bug_prone: firstOf(
    z.object({
      path: z.string(),
      score: z.number(),
      fixes: z.array(z.object({ number: z.int(), title: z.string() })),
    }),
  ),
  dead_files: firstOf(z.object({ path: z.string(), lines: z.int().nullable() })).openapi({
    description: 'No file imports them and no known pull request changed them; they may be used in ways we do not see',
  }),
});

/** Throws GraphUnavailableError. */
export async function readInsights(
  graph: KnowledgeGraph,
  key: RepositoryKey,
  now: Date,
): Promise<z.infer<typeof Insights>> {
  const [node, shown, languages, dead] = await Promise.all([
    graph.repository(key),
    showFolder(graph, key, { folder: '', now }),
    graph.languages(key, { limit: MOST.languages }),
    graph.untouched(key, { limit: MOST.dead }),
  ]);
  if (shown === null) throw new Error('the root of a repository is always shown');
  const { files, lines, source, hotspots, busFactor, people, bugProne } = shown;
  const paths = hotspots.first.map(({ path }) => path);
  const asked = { paths, now, limit: MOST.authorship };
  const authorship = paths.length === 0 ? [] : await graph.authorship(key, asked);
  return {
    scanned_at: node?.scannedAt?.toISOString() ?? null,
    files,
    lines,
    source: {
      history_imported: source.historyImported,
      pulls: source.pulls,
      from: source.from?.toISOString() ?? null,
      to: source.to?.toISOString() ?? null,
      paths: source.paths,
    },
    languages,
    hotspots,
    ownership: paths.map((path) => ({ path, authors: authorsOf(path, authorship) })),
    bus_factor: busFactor,
    experts: {
      first: people.first.map(({ login, share, authorOf, lastAt, isInactive }) => ({
        login,
        share,
        author_of: authorOf,
        last_at: lastAt.toISOString(),
        is_inactive: isInactive,
      })),
      of: people.of,
    },
    bug_prone: bugProne,
    dead_files: { first: dead.files, of: dead.of },
  };
}

function authorsOf(path: string, authorship: readonly Authorship[]): { login: string; share: number }[] {
  return fileKnowledge(authorship.filter((row) => row.path === path && !row.developer.isBot))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MOST.authors)
    .map(({ developer, share }) => ({ login: developer.login, share }));
}
