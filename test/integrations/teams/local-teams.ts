import { LocalService, type Answer, type Asked } from '../local-service.js';

const SIG = 'canary-sig-aBcDeF0123456789';
export const WEBHOOK_PATH = `/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${SIG}`;

interface Card {
  type: string;
  version: string;
  body: { type: string; text?: string; facts?: { title: string; value: string }[] }[];
  actions?: { type: string; url: string }[];
}

/**
 * A Workflows webhook of Power Automate: the request is signed by its address, answered by 202 before the flow has run,
 * and the flow posts each attachment that is an Adaptive Card of at most 28 KB. What it cannot post, nobody is told.
 */
export class LocalTeams extends LocalService {
  readonly cards: Card[] = [];
  isDeleted = false;

  constructor() {
    super((asked) => this.#answer(asked));
  }

  #answer({ method, url, headers, body }: Asked): Answer {
    if (method !== 'POST') return refused(404, 'NotFound');
    if (this.isDeleted) return refused(404, 'WorkflowNotFound');
    if (url.searchParams.get('sig') !== SIG) return refused(401, 'DirectApiAuthorizationRequired');
    if (headers['content-type']?.startsWith('application/json') !== true)
      return refused(400, 'TriggerInputSchemaMismatch');
    if (Buffer.byteLength(body) <= 28 * 1024) this.#run(JSON.parse(body));
    return { status: 202 };
  }

  #run(envelope: { type?: string; attachments?: { contentType: string; content: Card }[] }): void {
    if (envelope.type !== 'message') return;
    for (const { contentType, content } of envelope.attachments ?? []) {
      if (contentType !== 'application/vnd.microsoft.card.adaptive' || content.type !== 'AdaptiveCard') continue;
      // Teams shows none above 1.5, and none that is empty.
      if (Number(content.version) <= 1.5 && content.body.length > 0) this.cards.push(content);
    }
  }
}

/** https://learn.microsoft.com/rest/api/logic: `error` with a code and a message, which may name the flow. */
function refused(status: number, code: string): Answer {
  return { status, body: { error: { code, message: `The workflow '0123456789abcdef' with ${SIG} said no.` } } };
}
