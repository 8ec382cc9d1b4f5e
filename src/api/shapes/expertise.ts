import { z } from '@hono/zod-openapi';
import { folderKnowledge } from '../../graph/ask/folder-knowledge.js';
import { findFoldersOfOne } from '../../graph/ask/find-folders-of-one.js';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryKey } from '../../graph/types.js';

const time = z.iso.datetime();

/** Who knows the folders of a folder, and who reviews what changes there. Counts of work, no score of anybody. */
export const Expertise = z.object({
  folder: z.string(),
  source: z.object({
    pulls: z.int().openapi({ description: 'Newest merged pull requests that it is counted from' }),
    from: time.nullable(),
    to: time.nullable(),
  }),
  folders: z
    .array(
      z.object({
        path: z.string().openapi({ description: 'The folder that was asked for: the files that lie in it directly' }),
        files: z.int().openapi({ description: 'That changed most, of which people are told' }),
        people: z
          .array(
            z.object({
              login: z.string(),
              share: z.number().openapi({ description: 'Degree of authorship, the mean over the files: 0 to 1' }),
              author_of: z.int(),
              last_at: time,
              is_inactive: z.boolean().openapi({ description: 'Not seen in the repository for 90 days' }),
            }),
          )
          .openapi({ description: 'Who knows it, at most five' }),
        bus_factor: z
          .object({ people: z.int(), of: z.int() })
          .nullable()
          .openapi({ description: 'So many people less, and more than half of `of` files have no author' }),
      }),
    )
    .openapi({ description: 'Those that changed most first' }),
  sole_folders: z
    .array(
      z.object({
        path: z.string().openapi({ description: 'Empty: the root' }),
        login: z.string(),
        author_of: z.int(),
        of: z.int().openapi({ description: 'Files that lie in it directly and have an author that is known' }),
        is_inactive: z.boolean(),
      }),
    )
    .openapi({
      description:
        'In or below the folder, each by the files that lie in it: one person less, and more than half of them have no author. Those first whose person is away. The health of the repository counts the same',
    }),
  review_load: z
    .array(
      z.object({
        login: z.string(),
        reviews: z.int().openapi({ description: 'Merged pull requests of 90 days on these files' }),
        open: z.int().openapi({ description: 'Open pull requests of the repository that wait with them' }),
        last_at: time,
      }),
    )
    .openapi({ description: 'By name' }),
});

/** Throws GraphUnavailableError. */
export async function readExpertise(
  graph: KnowledgeGraph,
  key: RepositoryKey,
  asked: { folder: string; now: Date },
): Promise<z.infer<typeof Expertise>> {
  const [{ source, folders, reviewers }, sole] = await Promise.all([
    folderKnowledge(graph, key, asked),
    findFoldersOfOne(graph, key, asked.now),
  ]);
  const { folder } = asked;
  const isInside = (path: string) => folder === '' || path === folder || path.startsWith(`${folder}/`);
  return {
    folder,
    source: { pulls: source.pulls, from: source.from?.toISOString() ?? null, to: source.to?.toISOString() ?? null },
    folders: folders.map(({ path, files, people, busFactor }) => ({
      path,
      files,
      people: people.map(({ login, share, authorOf, lastAt, isInactive }) => ({
        login,
        share,
        author_of: authorOf,
        last_at: lastAt.toISOString(),
        is_inactive: isInactive,
      })),
      bus_factor: busFactor,
    })),
    sole_folders: sole.folders
      .filter(({ path }) => isInside(path))
      .map(({ path, login, files, of, isAway }) => ({ path, login, author_of: files, of, is_inactive: isAway })),
    review_load: reviewers
      .map(({ developer, reviews, open, lastAt }) => ({
        login: developer.login,
        reviews,
        open,
        last_at: lastAt.toISOString(),
      }))
      .toSorted((a, b) => (a.login < b.login ? -1 : 1)),
  };
}
