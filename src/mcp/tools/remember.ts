import { z } from 'zod';
import { Problem } from '../../api/door/problem.js';
import { addMemory } from '../../memory/add-memory.js';
import { memorySource } from '../../memory/memory-source.js';
import { pathGlob } from '../../memory/path-glob.js';
import { LONGEST_TEXT } from '../../memory/types.js';
import { MEMORY_FILE_PORTS } from '../../workflows/pulls/follow-memory-file.js';
import { defineTool } from '../define-tool.js';

/** `remember`: a rule for the reviews to come, in the name of the token's owner. */
export const rememberTool = defineTool({
  name: 'remember',
  title: 'Remember a rule',
  description:
    'Teaches the reviewer what holds in a repository, in your owner’s name. One fact, in a sentence; only what a person of the team said.',
  input: z.object({
    repo: z.string().max(255).describe('Such as acme/shop'),
    rule: z.string().min(1).max(LONGEST_TEXT).describe('What holds, such as: prices are integers in cents'),
    scope: z
      .string()
      .max(500)
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
    const { memory, added } = await session.tenant((manager) =>
      addMemory(manager, {
        installationId: installation.id,
        type: 'project_rule',
        text: rule,
        state: 'active',
        scope: { repositoryId: id, pathGlob: glob?.glob ?? null, symbol: null, rule: null, developer: null },
        source: memorySource('api'),
        author: { id: githubId, login },
        confidence: 1,
        days: null,
      }),
    );
    return {
      answer: { number: `M${memory.number}`, added },
      text: `${added ? 'Remembered' : 'Known already'} as M${memory.number}.`,
    };
  },
});
