import { withRequest } from '../../conversation/with-request.js';
import type { Reply } from '../../github/publish/upsert-reply.js';
import type { RunRecord } from '../runs/run-record.js';
import type { PersonRequest } from './person-request.js';

/**
 * What the conversation of a pull request is told of a request to Nectr itself, below who asked for what: as a command's
 * answer stands below the command.
 */
export function replyToRequest(
  run: Pick<RunRecord, 'triggerKey' | 'queuedAt'>,
  { person, asked }: PersonRequest,
  said: string,
): Reply {
  const what = asked.verb === 'review' && asked.full ? 'review full' : asked.verb;
  const request = { commenter: person, command: null, text: `${what}, asked in Nectr` };
  return { key: run.triggerKey.replace(':', '-'), text: withRequest(request, said), thread: null, since: run.queuedAt };
}
