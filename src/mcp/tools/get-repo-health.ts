import { z } from 'zod';
import { readRepoHealth } from '../../api/queries/read-repo-health.js';
import { readSoleFolders, repoHealth } from '../../api/shapes/repo-health.js';
import { defineTool } from '../define-tool.js';
import { repo } from '../tool-inputs.js';

/** `get_repo_health`: a number, and what it is made of. */
export const getRepoHealth = defineTool({
  name: 'get_repo_health',
  title: 'The health of a repository',
  description:
    '100 less penalties for open must-fix findings, the age of the oldest, failed or partial reviews of 30 days, folders that one person alone knows, and an old scan; each part with its number. Null where nothing is known.',
  input: z.object({ repo }),
  output: z.object({
    health: z.number().nullable(),
    parts: z.array(
      z.object({
        part: z.string(),
        value: z.number().nullable(),
        unit: z.string(),
        penalty: z.number().nullable(),
        of: z.number(),
      }),
    ),
    failed_reviews: z.int(),
    sole_folders: z.object({ first: z.array(z.string()), of: z.int() }).nullable(),
  }),
  writes: false,
  run: async (session, { repo }) => {
    const { id, installation, githubRepoId } = await session.repository(repo, 'read');
    const key = { installationId: installation.id, repoId: githubRepoId };
    const [facts, sole] = await Promise.all([
      session.tenant((manager) => readRepoHealth(manager, id)),
      readSoleFolders(session.ports.graph, key),
    ]);
    const answer = repoHealth(facts, sole);
    const parts = answer.parts.map(
      ({ part, value, unit, penalty }) =>
        `${part}: ${value ?? 'not known'} ${value === null ? '' : unit} (−${penalty ?? 0})`,
    );
    const { health, failed_reviews: failed, sole_folders: alone } = answer;
    const more = [
      `failed reviews in 30 days: ${failed}`,
      ...(alone === null || alone.of === 0 ? [] : [`one person alone knows: ${namedFolders(alone)}`]),
    ];
    return { answer, text: [`health of ${repo}: ${health ?? 'not known'}`, ...parts, ...more].join('\n') };
  },
});

function namedFolders({ first, of }: { first: readonly string[]; of: number }): string {
  const names = first.map((path) => (path === '' ? 'the root' : `${path}/`)).join(', ');
  return of > first.length ? `${names} and ${of - first.length} more` : names;
}
