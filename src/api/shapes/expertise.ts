import { z } from '@hono/zod-openapi';
import { folderKnowledge } from '../../graph/ask/folder-knowledge.js';
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
  const { source, folders, reviewers } = await folderKnowledge(graph, key, asked);
  return {
    folder: asked.folder,
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
