import { linkOf } from '../../markdown/link-of.js';
import { packBlocks } from '../../markdown/pack-blocks.js';
import { shortened } from '../../markdown/short-text.js';
import { wordsForChat, writeForChat } from '../../markdown/write-for-chat.js';
import type { Message } from '../services/integration-type.js';
import { MessageUnfitError } from '../services/service-error.js';
import { escaped, mrkdwn } from './mrkdwn.js';

/**
 * Limits of Block Kit, in characters: https://docs.slack.dev/reference/block-kit/blocks. All blocks of a message together
 * are refused from about 13,200 on: https://github.com/slackapi/bolt-js/issues/2509.
 */
const LONGEST = { header: 150, section: 3000, field: 2000, label: 75, value: 2000, all: 9000, fallback: 300 } as const;
const FIELDS_IN_SECTION = 10;
const MOST_FIELDS = 20;
const FIELDS_IN_ALL = 2000;
const MOST_BUTTONS = 25;

const SIGNS = { info: '', success: '✅ ', warning: '⚠️ ', error: '❌ ' } as const;
const STYLES = { approve: { style: 'primary' }, reject: { style: 'danger' }, dismiss: {} } as const;

/** What we call our buttons; a number parts those of one action in one message. */
const ACTION_ID = /^nectr:(approve|reject|dismiss):\d{1,2}$/;

export type SlackBlock = { type: string } & Record<string, unknown>;

/** A message as blocks, and as the text that notifications and screen readers show. */
export function messageBlocks(
  { title, text, url, level, fields, buttons }: Message,
  { hasButtons }: { hasButtons: boolean },
): { text: string; blocks: SlackBlock[] } {
  const heading = title === null ? '' : wordsForChat(title);
  const leadsTo = linkOf(url);
  const paragraphs = packBlocks(writeForChat(text, mrkdwn), mrkdwn, { each: LONGEST.section, most: LONGEST.all });
  const blocks = [
    ...(heading === '' ? [] : [header(`${SIGNS[level]}${heading}`)]),
    ...paragraphs.map((paragraph) => ({ type: 'section', text: words(paragraph) })),
    ...fieldSections(fields),
    ...(leadsTo === null ? [] : [{ type: 'context', elements: [words(mrkdwn.link('Open', leadsTo))] }]),
    ...(hasButtons && buttons.length > 0 ? [actions(buttons)] : []),
  ];
  const said = heading === '' ? wordsForChat(text) : heading;
  return { text: escaped(shortened(`${SIGNS[level]}${said}`, LONGEST.fallback)), blocks };
}

/** Which of our actions a button stands for; null: it is not one of ours. */
export function actionOf(actionId: string): 'approve' | 'reject' | 'dismiss' | null {
  const action = ACTION_ID.exec(actionId)?.[1];
  return action === 'approve' || action === 'reject' || action === 'dismiss' ? action : null;
}

function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: shortened(text, LONGEST.header), emoji: true } };
}

/** `verbatim`: Slack makes no links and mentions of words that only look like some. */
function words(text: string) {
  return { type: 'mrkdwn', text, verbatim: true };
}

function fieldSections(fields: Message['fields']): SlackBlock[] {
  let left = FIELDS_IN_ALL;
  const written: string[] = [];
  for (const { name, value } of fields.slice(0, MOST_FIELDS)) {
    const room = Math.min(LONGEST.field, left);
    const text = `*${escaped(shortened(wordsForChat(name), 200))}*\n${mrkdwn.text(shortened(wordsForChat(value), 500))}`;
    if (text.length > room) break;
    left -= text.length;
    written.push(text);
  }
  const sections: SlackBlock[] = [];
  for (let at = 0; at < written.length; at += FIELDS_IN_SECTION)
    sections.push({ type: 'section', fields: written.slice(at, at + FIELDS_IN_SECTION).map(words) });
  return sections;
}

function actions(buttons: Message['buttons']): SlackBlock {
  if (buttons.length > MOST_BUTTONS)
    throw new MessageUnfitError(`Slack shows at most ${MOST_BUTTONS} buttons in a message`);
  return {
    type: 'actions',
    elements: buttons.map(({ action, label, value }, index) => {
      if (value.length > LONGEST.value)
        throw new MessageUnfitError(`The value of a Slack button has at most ${LONGEST.value} characters`);
      const text = { type: 'plain_text', text: shortened(wordsForChat(label), LONGEST.label), emoji: true };
      return { type: 'button', action_id: `nectr:${action}:${index}`, text, value, ...STYLES[action] };
    }),
  };
}
