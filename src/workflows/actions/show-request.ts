import { z } from 'zod';
import { PAUSED_TEXT, resumedText } from '../../conversation/pause-texts.js';
import { showFindings } from '../../conversation/show-findings.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { PersonRequest } from '../requests/person-request.js';
import { replyToRequest } from '../requests/reply-to-request.js';
import { defineAction, type ActionContext } from './action.js';

/**
 * Shows on the pull request what a person asked of Nectr itself, as a command that says the same would: the ledger has it
 * already, and this can be done again at any time.
 */
export const showRequest = defineAction({
  type: 'show_request',
  config: z.strictObject({}),
  run: async (context) => {
    const { asked, person } = PersonRequest.parse(context.run.triggerData);
    await context.step('show', () => show(context, { asked, person }));
    await context.log({ level: 'INFO', message: `showed what ${person.login} asked: ${asked.verb}`, step: 'show' });
    return { value: { verb: asked.verb } };
  },
});

async function show({ ports, run }: ActionContext, request: PersonRequest): Promise<null> {
  const { asked } = request;
  const octokit = await octokitOf(ports, run);
  const target = targetOf(run);
  await withPullLease(ports, run, async (publish) => {
    if (asked.verb === 'dismiss' || asked.verb === 'reopen') {
      const { source } = ports;
      const reader = () => readerOf(ports, run);
      const place = { source, octokit, reader, publish, target, pullRequestId: run.pullRequestId };
      const failures = await showFindings({ ...place, clean: cleanText }, asked.changed);
      for (const failure of failures) ports.log.warn({ executionId: run.executionId }, failure);
    }
    if (asked.verb === 'pause' || asked.verb === 'resume') {
      const said = asked.verb === 'pause' ? PAUSED_TEXT : resumedText(asked.started);
      await upsertReply(octokit, publish, target, replyToRequest(run, request, said));
      ports.reached('after-reply');
    }
  });
  return null;
}
