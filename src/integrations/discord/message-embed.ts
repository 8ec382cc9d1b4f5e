import { linkOf } from '../../markdown/link-of.js';
import { packBlocks } from '../../markdown/pack-blocks.js';
import { shortened } from '../../markdown/short-text.js';
import { wordsForChat, writeForChat } from '../../markdown/write-for-chat.js';
import type { Message } from '../services/integration-type.js';
import { discordMarkdown, escaped } from './discord-markdown.js';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits, in characters; 6,000 in all. */
const LONGEST = { title: 256, description: 4096, name: 256, value: 1024 } as const;
const MOST_FIELDS = 25;
/** What is left of all for the fields. */
const FIELDS_IN_ALL = 6000 - LONGEST.title - LONGEST.description;

const COLOURS = { info: 0x5865f2, success: 0x2da44e, warning: 0xd4a72c, error: 0xcf222e } as const;

/** A message as an embed, which mentions nobody. Buttons are left out: a webhook takes no answers. */
export function messageEmbed({ title, text, url, level, fields }: Message) {
  const heading = shortened(escaped(wordsForChat(title ?? '')), LONGEST.title);
  const shown = fieldsOf(fields);
  const leadsTo = linkOf(url);
  const link = leadsTo === null || heading !== '' ? [] : [discordMarkdown.link('Open', leadsTo)];
  const room = LONGEST.description - link.join('').length - 2;
  const texts = packBlocks(writeForChat(text, discordMarkdown), discordMarkdown, { each: room, most: room });
  const description = [...texts, ...link].join('\n\n');
  return {
    embeds: [
      {
        ...(heading !== '' && { title: heading }),
        ...(heading !== '' && leadsTo !== null && { url: leadsTo }),
        // An embed has to have something that is shown.
        ...(description !== '' || heading === '' ? { description: description === '' ? '…' : description } : {}),
        color: COLOURS[level],
        ...(shown.length > 0 && { fields: shown }),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

function fieldsOf(fields: Message['fields']) {
  let left = FIELDS_IN_ALL;
  const shown: { name: string; value: string; inline: boolean }[] = [];
  for (const field of fields.slice(0, MOST_FIELDS)) {
    // Neither may be empty.
    const name = shortened(escaped(wordsForChat(field.name)), LONGEST.name) || '–';
    const value = shortened(escaped(wordsForChat(field.value)), LONGEST.value) || '–';
    if (name.length + value.length > left) break;
    left -= name.length + value.length;
    shown.push({ name, value, inline: value.length <= 40 });
  }
  return shown;
}
