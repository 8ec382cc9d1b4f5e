import { LocalService, type Answer, type Asked } from '../local-service.js';

export const WEBHOOK_ID = '223704706495545344';
export const TOKEN = 'canary572e0fb30d8128367b3b1b44fecd1726de135cbe28a41f8b2f777c372ba2939e72279b94526ff5d1bd';
export const WEBHOOK_URL = `https://discord.com/api/webhooks/${WEBHOOK_ID}/${TOKEN}`;
export const THREAD_ID = '1012345678901234567';

interface Embed {
  title?: string;
  description?: string;
  url?: string;
  fields?: { name?: string; value?: string }[];
}
interface Body {
  content?: string;
  embeds?: Embed[];
  allowed_mentions?: { parse: string[] };
}

/**
 * Discord's webhooks, by https://discord.com/developers/docs/resources/webhook: the token, the limits of embeds, `wait`,
 * threads, edits, and five requests in two seconds if `isLimited`.
 */
export class LocalDiscord extends LocalService {
  readonly messages: { id: string; thread: string | null; body: Body }[] = [];
  isDeleted = false;
  isForum = false;
  isLimited = false;
  type = 1;
  #left = 5;
  #lastId = 1_400_000_000_000_000_000n;

  constructor() {
    super((asked) => this.#answer(asked));
  }

  #answer({ method, url, headers, body }: Asked): Answer {
    const [, id, token, more] = /^\/webhooks\/(\d+)\/([^/]+)(\/messages\/\d+)?$/.exec(url.pathname) ?? [];
    if (id === undefined) return error(404, 0, '404: Not Found');
    if (id !== WEBHOOK_ID || this.isDeleted) return error(404, 10015, 'Unknown Webhook');
    if (token !== TOKEN) return error(401, 50027, 'Invalid Webhook Token');
    const limit = this.#limit();
    if (limit !== null) return limit;
    if (method === 'GET' && more === undefined)
      return {
        status: 200,
        body: { name: 'test webhook', type: this.type, channel_id: '199737254929760256', token, avatar: null, id },
      };
    if (headers['content-type'] !== 'application/json') return error(400, 50035, 'Invalid Form Body');
    const thread = url.searchParams.get('thread_id');
    if (thread !== null && thread !== THREAD_ID) return error(404, 10003, 'Unknown Channel');
    if (this.isForum && thread === null && more === undefined)
      return error(400, 220001, 'Webhooks posted to forum channels must have a thread_name or thread_id');
    const read = JSON.parse(body) as Body;
    const wrong = wrongIn(read);
    if (wrong !== null) return wrong;
    if (method === 'PATCH' && more !== undefined) return this.#edit(more.replace('/messages/', ''), read);
    return method === 'POST' && more === undefined
      ? this.#post(read, thread, url.searchParams.get('wait') === 'true')
      : error(405, 0, '405: Method Not Allowed');
  }

  #post(body: Body, thread: string | null, waits: boolean): Answer {
    this.#lastId += 1n;
    const id = String(this.#lastId);
    this.messages.push({ id, thread, body });
    return waits
      ? {
          status: 200,
          body: { id, type: 0, channel_id: thread ?? '199737254929760256', webhook_id: WEBHOOK_ID, ...body },
        }
      : { status: 204 };
  }

  #edit(id: string, body: Body): Answer {
    const message = this.messages.find((one) => one.id === id);
    if (message === undefined) return error(404, 10008, 'Unknown Message');
    message.body = body;
    return { status: 200, body: { id, ...body } };
  }

  /** The example of https://discord.com/developers/docs/topics/rate-limits */
  #limit(): Answer | null {
    if (!this.isLimited || this.#left-- > 0) return null;
    return {
      status: 429,
      headers: {
        'retry-after': '65',
        'x-ratelimit-limit': '10',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1470173023.123',
        'x-ratelimit-reset-after': '64.57',
        'x-ratelimit-bucket': 'abcd1234',
        'x-ratelimit-scope': 'user',
      },
      body: { message: 'You are being rate limited.', retry_after: 64.57, global: false },
    };
  }
}

function error(status: number, code: number, message: string, errors?: object): Answer {
  return { status, body: { message, code, ...(errors !== undefined && { errors }) } };
}

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
function wrongIn({ content = '', embeds = [], allowed_mentions: allowed }: Body): Answer | null {
  const tooLong = (path: string, most: number) =>
    error(400, 50035, 'Invalid Form Body', {
      [path]: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${most} or fewer in length.` }] },
    });
  const missing = (path: string) =>
    error(400, 50035, 'Invalid Form Body', {
      [path]: { _errors: [{ code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }] },
    });
  if (content === '' && embeds.length === 0) return error(400, 50006, 'Cannot send an empty message');
  if (content.length > 2000) return tooLong('content', 2000);
  if (embeds.length > 10) return tooLong('embeds', 10);
  if (allowed === undefined) return error(400, 1, 'the test wants allowed_mentions');
  let all = 0;
  for (const { title = '', description = '', url, fields = [] } of embeds) {
    if (title === '' && description === '' && fields.length === 0) return missing('embeds');
    if (title.length > 256) return tooLong('title', 256);
    if (description.length > 4096) return tooLong('description', 4096);
    if (fields.length > 25) return tooLong('fields', 25);
    if (url !== undefined && !/^https?:/.test(url)) return missing('url');
    all += title.length + description.length;
    for (const { name = '', value = '' } of fields) {
      if (name.trim() === '' || value.trim() === '') return missing('fields');
      if (name.length > 256) return tooLong('name', 256);
      if (value.length > 1024) return tooLong('value', 1024);
      all += name.length + value.length;
    }
  }
  return all > 6000 ? tooLong('embeds', 6000) : null;
}
