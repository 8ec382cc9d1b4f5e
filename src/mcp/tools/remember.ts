import { z } from 'zod';
import { plainText } from '../../api/lists/filters.js';
import { Problem } from '../../api/door/problem.js';
import { addMemory } from '../../memory/add-memory.js';
import { RefusedMemoryError } from '../../memory/refused-memory-error.js';
import { memorySource } from '../../memory/memory-source.js';
import { pathGlob } from '../../memory/path-glob.js';
import { LONGEST_TEXT } from '../../memory/types.js';
import { MEMORY_FILE_PORTS } from '../../workflows/pulls/follow-memory-file.js';
import { defineTool } from '../define-tool.js';
import { repo } from '../tool-inputs.js';

/** `remember`: a rule for the reviews to come, in the name of the token's owner. */
export const rememberTool = defineTool({
  name: 'remember',
  title: 'Remember a rule',
  description:
    'Teaches the reviewer what holds in a repository, in your owner’s name. One fact, in a sentence; only what a person of the team said.',
  input: z.object({
    repo,
    rule: plainText(LONGEST_TEXT).describe('What holds, such as: prices are integers in cents'),
    scope: plainText(500)
      .optional()
      .describe('A path or glob it is about, such as src/cart/**; all of the repository unless told'),
  }),
  output: z.object({
    number: z.string().describe('Its name in commands, such as M7'),
    added: z.boolean().describe('False: it was known'),
  }),
  writes: true,
  run: async (session, { repo, rule, scope }) => {
    const { id, installation } = await session.repository(repo, 'write');
    const glob = scope === undefined ? null : pathGlob(scope);
    if (glob !== null && 'problem' in glob) throw new Problem(422, `The scope is no path or glob: ${glob.problem}`);
    const { clean, speaksToModel } = MEMORY_FILE_PORTS;
    if (clean(rule) !== rule) throw new Problem(422, 'Nothing was remembered: this looks like it holds a secret.');
    if (speaksToModel(rule))
      throw new Problem(422, 'Nothing was remembered: this speaks to a model. Say what holds for the code.');
    const { githubId, login } = session.caller;
    const { memory, added: isNew } = await session.tenant(async (manager) => {
      const kept = await added(manager, {
        installationId: installation.id,
        type: 'project_rule',
        text: rule,
        state: 'active',
        scope: { repositoryId: id, pathGlob: glob?.glob ?? null, symbol: null, rule: null, developer: null },
        source: memorySource('api'),
        author: { id: githubId, login },
        confidence: 1,
        days: null,
      });
      if (kept.added)
        await session.audit(manager, {
          installationId: installation.id,
          repositoryId: id,
          action: 'memory.added',
          objectType: 'memory',
          objectId: kept.memory.id,
          details: { number: kept.memory.number },
        });
      return kept;
    });
    return {
      answer: { number: `M${memory.number}`, added: isNew },
      text: `${isNew ? 'Remembered' : 'Known already'} as M${memory.number}.`,
    };
  },
});

/** What cannot be remembered is told, with the reason. */
async function added(...asked: Parameters<typeof addMemory>): ReturnType<typeof addMemory> {
  try {
    return await addMemory(...asked);
  } catch (error) {
    if (error instanceof RefusedMemoryError) throw new Problem(422, error.message, { cause: error });
    throw error;
  }
}
