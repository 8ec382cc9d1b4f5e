import { z } from 'zod';
import { plainText } from '../../api/lists/filters.js';
import { Problem } from '../../api/door/problem.js';
import { sayMemory } from '../../memory/say-memory.js';
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
    const { githubId, login } = session.caller;
    const said = {
      installationId: installation.id,
      repositoryId: id,
      type: 'project_rule' as const,
      text: rule,
      pathGlob: scope ?? null,
      symbol: null,
      rule: null,
      days: null,
    };
    const { memory, isNew } = await session.tenant(async (manager) => {
      const answer = await sayMemory(manager, said, { id: githubId, login }, MEMORY_FILE_PORTS);
      if (answer.kind === 'refused') throw new Problem(422, answer.reason);
      const { number, id: objectId } = answer.memory;
      const place = { installationId: installation.id, repositoryId: id };
      const change = { action: 'memory.added', objectType: 'memory', objectId, details: { handle: `M${number}` } };
      if (answer.kind === 'added') await session.audit(manager, { ...place, ...change });
      return { memory: answer.memory, isNew: answer.kind === 'added' };
    });
    return {
      answer: { number: `M${memory.number}`, added: isNew },
      text: `${isNew ? 'Remembered' : 'Known already'} as M${memory.number}.`,
    };
  },
});
