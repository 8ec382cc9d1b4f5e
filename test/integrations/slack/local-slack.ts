import { LocalService, type Answer, type Asked } from '../local-service.js';

export const BOT_TOKEN = `xoxb-${'1'.repeat(12)}-canary-of-the-bot`;
export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
export const WEBHOOK_PATH = '/services/T0000000A/B0000000A/canaryOfTheWebhook';

interface Stored {
  channel: string;
  ts: string;
  text: string;
  blocks: Record<string, unknown>[];
  /** It is a reply in the thread of this one. */
  thread?: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

interface Block {
  type: string;
  text?: { type: string; text: string };
  fields?: { type: string; text: string }[];
  elements?: { type: string; text?: { type: string; text: string } | string; action_id?: string; value?: string }[];
}

/**
 * Slack's Web API and incoming webhooks as far as they are used, by https://docs.slack.dev: who may ask, what is
 * missing, the limits of Block Kit, metadata that only `include_all_metadata` gives back, pages with cursors.
 */
export class LocalSlack extends LocalService {
  scopes = [
    'chat:write',
    'channels:history',
    'channels:read',
    'groups:read',
    'im:write',
    'users:read',
    'users:read.email',
  ];
  channels = [
    { id: 'C0123456789', name: 'payments', is_member: true, is_archived: false },
    { id: 'C0000000002', name: 'general', is_member: false, is_archived: false },
    { id: 'C0000000003', name: 'old', is_member: true, is_archived: true },
  ];
  users: ({ id: string; email: string | null } & Record<string, unknown>)[] = [
    { id: 'U0000000001', email: 'dora@acme.dev' },
    { id: 'U0000000002', email: null },
  ];
  readonly messages: Stored[] = [];
  /** Of the token: what `auth.test` and all others say. Null: it is good. */
  tokenTrouble: string | null = null;
  #clock = 0;

  constructor() {
    super((asked) => this.#answer(asked));
  }

  /** Puts a message of somebody else into a channel, so many seconds ago. */
  add(channel: string, secondsAgo: number, more: Partial<Stored> = {}): void {
    const ts = `${Math.floor(Date.now() / 1000) - secondsAgo}.${String(++this.#clock).padStart(6, '0')}`;
    this.messages.push({ channel, ts, text: 'hello', blocks: [], ...more });
  }

  #answer(asked: Asked): Answer {
    const { url, headers } = asked;
    if (url.pathname.startsWith('/services/')) return this.#webhook(asked);
    const method = url.pathname.replace('/api/', '');
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) return refused('not_authed');
    if (token !== BOT_TOKEN) return refused('invalid_auth');
    if (this.tokenTrouble !== null) return refused(this.tokenTrouble);
    const args = argumentsOf(asked);
    if (args === null) return refused('invalid_json');
    const said = this.#method(method, asked.method, args);
    return { ...said, headers: { 'x-oauth-scopes': this.scopes.join(','), ...said.headers } };
  }

  #method(name: string, verb: string, args: Record<string, unknown>): Answer {
    switch (name) {
      case 'auth.test':
        return ok({
          url: 'https://acme.slack.com/',
          team: 'Acme',
          user: 'nectr',
          team_id: 'T1',
          user_id: 'U9',
          bot_id: 'B9',
        });
      case 'chat.postMessage':
        return this.#needs(['chat:write']) ?? this.#post(args);
      case 'chat.update':
        return this.#needs(['chat:write']) ?? this.#update(args);
      case 'conversations.history':
        return this.#needs(['channels:history']) ?? (verb === 'GET' ? this.#history(args) : refused('unknown_method'));
      case 'conversations.replies':
        return this.#needs(['channels:history']) ?? (verb === 'GET' ? this.#replies(args) : refused('unknown_method'));
      case 'conversations.list':
        return this.#needs(['channels:read', 'groups:read']) ?? this.#list(args);
      case 'conversations.open':
        return this.#needs(['im:write']) ?? this.#open(args);
      case 'users.info':
      case 'users.lookupByEmail':
        return this.#needs(['users:read']) ?? this.#user(name, verb, args);
      default:
        return refused('unknown_method');
    }
  }

  #needs(scopes: string[]): Answer | null {
    const missing = scopes.filter((scope) => !this.scopes.includes(scope));
    if (missing.length === 0) return null;
    return refused('missing_scope', { needed: missing.join(','), provided: this.scopes.join(',') });
  }

  /** A person's id stands for the direct messages with them; a name for its channel. */
  #channel(given: unknown): { id: string; is_member: boolean; is_archived: boolean } | undefined {
    const user = this.users.find(({ id }) => id === given);
    if (user !== undefined) return { id: `D${user.id.slice(1)}`, is_member: true, is_archived: false };
    if (typeof given === 'string' && given.startsWith('D')) return { id: given, is_member: true, is_archived: false };
    return this.channels.find(({ id, name }) => id === given || name === given || `#${name}` === given);
  }

  #post({ channel: given, text, blocks = [], metadata, thread_ts: thread }: Record<string, unknown>): Answer {
    const channel = this.#channel(given);
    if (channel === undefined) return refused('channel_not_found');
    if (!channel.is_member) return refused('not_in_channel');
    if (channel.is_archived) return refused('is_archived');
    const wrong = wrongIn(text, blocks as Block[]);
    if (wrong !== null) return wrong;
    const first = this.messages.find((one) => one.channel === channel.id && one.ts === thread);
    if (thread !== undefined && first === undefined) return refused('thread_not_found');
    const stored = metadata as Stored['metadata'];
    if (stored !== undefined && (!/^\w+$/.test(stored.event_type) || typeof stored.event_payload !== 'object'))
      return refused('invalid_metadata_format');
    this.add(channel.id, 0, {
      text: String(text ?? ''),
      blocks: blocks as Record<string, unknown>[],
      // A reply to a reply goes to the thread that this one is in.
      ...(first !== undefined && { thread: first.thread ?? first.ts }),
      ...(stored !== undefined && { metadata: stored }),
    });
    const message = this.messages.at(-1);
    return ok({ channel: channel.id, ts: message?.ts, message: { type: 'message', text, ts: message?.ts } });
  }

  #update({ channel, ts, text, blocks = [] }: Record<string, unknown>): Answer {
    const message = this.messages.find((one) => one.channel === channel && one.ts === ts);
    if (message === undefined) return refused('message_not_found');
    const wrong = wrongIn(text, blocks as Block[]);
    if (wrong !== null) return wrong;
    Object.assign(message, { text, blocks });
    return ok({ channel, ts, text });
  }

  #history(args: Record<string, unknown>): Answer {
    return this.#pageOf(args, ({ thread }) => thread === undefined);
  }

  /** The thread with the message that began it. */
  #replies({ ts, ...args }: Record<string, unknown>): Answer {
    const isThere = this.messages.some((one) => one.channel === args['channel'] && one.ts === ts);
    return isThere ? this.#pageOf(args, (one) => one.ts === ts || one.thread === ts) : refused('thread_not_found');
  }

  #pageOf(
    { channel: given, oldest = '0', limit = '100', cursor = '', include_all_metadata: all }: Record<string, unknown>,
    isMeant: (message: Stored) => boolean,
  ): Answer {
    const channel =
      this.channels.find(({ id }) => id === given) ??
      (String(given).startsWith('D') ? { id: given, is_member: true } : undefined);
    if (channel === undefined) return refused('channel_not_found');
    if (!channel.is_member) return refused('not_in_channel');
    const found = this.messages
      .filter((one) => one.channel === given && Number(one.ts) >= Number(oldest) && isMeant(one))
      .toSorted((a, b) => Number(b.ts) - Number(a.ts));
    const start = cursor === '' ? 0 : Number(atob(String(cursor)).replace('next:', ''));
    const page = found.slice(start, start + Math.min(Number(limit), 999));
    const more = start + page.length < found.length;
    return ok({
      messages: page.map(({ metadata, ts, text, blocks }) => ({
        type: 'message',
        ts,
        text,
        blocks,
        ...(metadata !== undefined && {
          metadata: {
            event_type: metadata.event_type,
            ...(all === 'true' && { event_payload: metadata.event_payload }),
          },
        }),
      })),
      has_more: more,
      pin_count: 0,
      response_metadata: { next_cursor: more ? btoa(`next:${start + page.length}`) : '' },
    });
  }

  #list({ limit = '100', cursor = '' }: Record<string, unknown>): Answer {
    const open = this.channels.filter((one) => !one.is_archived);
    const start = Number(cursor === '' ? 0 : cursor);
    const page = open.slice(start, start + Math.min(Number(limit), 1000));
    const next = start + page.length < open.length ? String(start + page.length) : '';
    return ok({ channels: page, response_metadata: { next_cursor: next } });
  }

  #open({ users }: Record<string, unknown>): Answer {
    const channel = this.users.some(({ id }) => id === users) ? this.#channel(users) : undefined;
    return channel === undefined ? refused('user_not_found') : ok({ channel: { id: channel.id } });
  }

  #user(name: string, verb: string, { user, email }: Record<string, unknown>): Answer {
    // These two take no JSON.
    if (verb !== 'GET') return refused('invalid_arguments');
    const found = this.users.find((one) => (name === 'users.info' ? one.id === user : one.email === email));
    if (found === undefined) return refused(name === 'users.info' ? 'user_not_found' : 'users_not_found');
    const isTold = this.scopes.includes('users:read.email') && found.email !== null;
    const { email: _, ...more } = found;
    return ok({
      user: {
        team_id: 'T1',
        deleted: false,
        is_email_confirmed: true,
        ...more,
        profile: isTold ? { email: found.email } : {},
      },
    });
  }

  #webhook({ url, body, method, headers }: Asked): Answer {
    if (method !== 'POST') return { status: 405, body: 'method_not_allowed' };
    if (url.pathname !== WEBHOOK_PATH) return { status: 404, body: 'no_service' };
    const read = headers['content-type']?.startsWith('application/json') ? jsonOf(body) : null;
    if (read === null) return { status: 400, body: 'invalid_payload' };
    const { text, blocks = [] } = read;
    if (wrongIn(text, blocks as Block[]) !== null) return { status: 400, body: 'invalid_payload' };
    this.add('C0123456789', 0, { text: String(text ?? ''), blocks: blocks as Record<string, unknown>[] });
    return { status: 200, body: 'ok' };
  }
}

function ok(more: Record<string, unknown>): Answer {
  return { status: 200, body: { ok: true, ...more } };
}

function refused(error: string, more: Record<string, unknown> = {}): Answer {
  return { status: 200, body: { ok: false, error, ...more } };
}

function argumentsOf({ method, url, headers, body }: Asked): Record<string, unknown> | null {
  if (method === 'GET') return Object.fromEntries(url.searchParams);
  return headers['content-type']?.startsWith('application/json') ? jsonOf(body) : null;
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks */
function wrongIn(text: unknown, blocks: Block[]): Answer | null {
  const invalid = (what: string) => refused('invalid_blocks', { response_metadata: { messages: [`[ERROR] ${what}`] } });
  if (blocks.length === 0 && (typeof text !== 'string' || text === '')) return refused('no_text');
  if (typeof text === 'string' && text.length > 40_000) return refused('msg_too_long');
  if (blocks.length > 50) return invalid('no more than 50 items allowed [json-pointer:/blocks]');
  if (JSON.stringify(blocks).length > 13_200) return refused('msg_blocks_too_long');
  const ids = new Set<string>();
  for (const { type, text: own, fields = [], elements = [] } of blocks) {
    if (type === 'header' && (own?.type !== 'plain_text' || !fits(own.text, 150))) return invalid('header');
    if (type === 'section' && own === undefined && fields.length === 0) return invalid('section: text or fields');
    if (type === 'section' && own !== undefined && !fits(own.text, 3000)) return invalid('section: 3001 characters');
    if (fields.length > 10 || fields.some((field) => !fits(field.text, 2000))) return invalid('fields');
    if (type === 'context' && (elements.length === 0 || elements.length > 10)) return invalid('context');
    if (type !== 'actions') continue;
    if (elements.length === 0 || elements.length > 25) return invalid('actions');
    for (const { text: label, action_id: id = '', value = '' } of elements) {
      if (typeof label !== 'object' || !fits(label.text, 75) || value.length > 2000) return invalid('button');
      if (id === '' || id.length > 255 || ids.has(id)) return invalid('action_id');
      ids.add(id);
    }
  }
  return null;
}

function fits(text: string, most: number): boolean {
  return text.length >= 1 && text.length <= most;
}
