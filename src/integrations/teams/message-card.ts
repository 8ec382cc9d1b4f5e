import { linkOf } from '../../markdown/link-of.js';
import { packBlocks } from '../../markdown/pack-blocks.js';
import { shortened } from '../../markdown/short-text.js';
import { wordsForChat, writeForChat, type ChatBlock } from '../../markdown/write-for-chat.js';
import type { Message } from '../services/integration-type.js';
import { cardMarkdown, escaped } from './card-markdown.js';

/** A message that is larger is refused: https://learn.microsoft.com/connectors/teams/#known-issues-and-limitations-with-actions */
const MOST_BYTES = 28 * 1024;
/** For what the flow puts around the card when it posts it. */
const ROOM_OF_THE_FLOW = 2 * 1024;
const LONGEST_TITLE = 300;
const MOST_FIELDS = 25;

const COLOURS = { info: 'Default', success: 'Good', warning: 'Warning', error: 'Attention' } as const;

/**
 * A message as an Adaptive Card in the envelope of a Workflows webhook, at most 28 KB of UTF-8: blocks that do not fit
 * are left out, which an ellipsis says. Buttons are left out: the webhook takes no answers.
 */
export function messageCard(message: Message) {
  const blocks = writeForChat(message.text, cardMarkdown).flatMap(pieces);
  for (let count = blocks.length; ; count--) {
    const shown = count === blocks.length ? blocks : [...blocks.slice(0, count), textBlock('…')];
    const envelope = around(message, shown);
    if (count === 0 || Buffer.byteLength(JSON.stringify(envelope)) <= MOST_BYTES - ROOM_OF_THE_FLOW) return envelope;
  }
}

/** https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
function around({ title, url, level, fields }: Message, body: readonly object[]) {
  const leadsTo = linkOf(url);
  const heading = escaped(shortened(wordsForChat(title ?? ''), LONGEST_TITLE));
  const facts = fields.slice(0, MOST_FIELDS).map(({ name, value }) => ({
    title: escaped(shortened(wordsForChat(name), 100)),
    value: escaped(shortened(wordsForChat(value), 200)),
  }));
  const look = { weight: 'Bolder', size: 'Medium', color: COLOURS[level], style: 'heading' };
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      ...(heading === '' ? [] : [{ ...textBlock(heading), ...look }]),
      ...body,
      ...(facts.length > 0 ? [{ type: 'FactSet', facts }] : []),
    ],
    ...(leadsTo !== null && { actions: [{ type: 'Action.OpenUrl', title: 'Open', url: leadsTo }] }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

/** Long blocks in pieces, so that little is left out where not all fits. */
function pieces(block: ChatBlock): object[] {
  const look = block.kind === 'code' ? { fontType: 'Monospace' } : {};
  return packBlocks([block], cardMarkdown, { each: 1500, most: MOST_BYTES, between: '\n\n' }).map((text) => ({
    ...textBlock(text),
    ...look,
  }));
}

function textBlock(text: string) {
  return { type: 'TextBlock', text, wrap: true };
}
