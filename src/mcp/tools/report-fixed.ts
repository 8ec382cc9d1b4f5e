import { z } from 'zod';
import { repositoryOf } from '../../api/door/find-object.js';
import { Problem } from '../../api/door/problem.js';
import { reportFixed } from '../../ledger/report-fixed.js';
import { defineTool } from '../define-tool.js';
import { findingId } from '../tool-inputs.js';

/** `report_fixed`: the next round looks for itself. */
export const reportFixedTool = defineTool({
  name: 'report_fixed',
  title: 'Say that a finding is fixed',
  description:
    'Names the commit that fixes a finding. It stays open until the next round, which a push starts, does not find it any more.',
  input: z.object({
    id: findingId,
    sha: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/, 'must be the SHA of a commit: 7 to 64 digits of 0-9 and a-f')
      .describe('The commit'),
  }),
  output: z.object({
    id: z.string(),
    handle: z.string(),
    pr_number: z.int(),
    at_head: z.boolean().describe('Whether it is the head that we know'),
  }),
  writes: true,
  run: async (session, { id, sha }) => {
    const { id: repositoryId, installation } = await repositoryOf(session, 'finding', { id, level: 'write' });
    const by = session.caller.login;
    const kept = await session.tenant(async (manager) => {
      const reported = await reportFixed(manager, { findingId: id, repositoryId, sha, by });
      if (reported !== null)
        await session.audit(manager, {
          installationId: installation.id,
          repositoryId,
          action: 'finding.reported_fixed',
          objectType: 'finding',
          objectId: id,
          details: { sha, handle: reported.handle },
        });
      return reported;
    });
    if (kept === null) throw new Problem(409, 'This finding is not open.');
    const { handle, pullNumber, headSha } = kept;
    const answer = { id, handle: `F${handle}`, pr_number: pullNumber, at_head: headSha.startsWith(sha) };
    return {
      answer,
      text: `F${handle} of #${pullNumber} is reported as fixed in ${sha.slice(0, 12)}; the next round checks it.`,
    };
  },
});
