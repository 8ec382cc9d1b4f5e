import type { Message } from '../../integrations/services/integration-type.js';
import type { KnownPress } from './find-presser.js';
import type { Pressed } from './follow-press.js';

/**
 * Tells what a press did: the message says so in the place of its buttons (of an approval by the run that asked, however
 * it was decided); what was not done is told to who pressed, for them alone. Throws what services throw.
 */
export async function answerPress(
  { press, integration }: KnownPress,
  { done, said }: Pressed,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { messages } = integration.type;
  const { message_id: messageId = null, target, user_id: userId } = press;
  if (done && target.kind === 'approval') return;
  const message: Message = {
    to: null,
    title: done ? 'Dismissed' : 'Nothing was done',
    text: said,
    url: null,
    level: done ? 'success' : 'warning',
    fields: [],
    buttons: [],
  };
  const edit = messages?.edit;
  if (done && messageId !== null && edit !== undefined)
    await integration.use(signal, (call) => edit(call as never, message, messageId));
  else if (messages !== undefined)
    await integration.use(signal, (call) => messages.send(call as never, { ...message, to: userId }, key));
}
