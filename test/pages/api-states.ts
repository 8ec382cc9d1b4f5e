import type { Page, Route } from 'playwright-core';
import { HOSTILE } from './hostile.js';

/** What the pages ask; not the stream, which stays open. */
export const API = /\/api\/v1\/(?!stream)/;

type Answer = (route: Route) => Promise<void>;

const problem =
  (status: number, detail: string): Answer =>
  (route) =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'about:blank', title: detail, status, detail, instance: '/' }),
    });

/** The server's own answer with each value changed by `change`, which is given the name it stands under. */
const changed =
  (change: (key: string, value: unknown) => unknown): Answer =>
  async (route) => {
    // A connection that was kept may be closed by the server just as it is used again.
    const answer = await route.fetch({ maxRetries: 3 });
    const isJson = answer.headers()['content-type']?.includes('json') ?? false;
    if (!isJson) return route.fulfill({ response: answer });
    return route.fulfill({ response: answer, json: JSON.parse(await answer.text(), change) as unknown });
  };

/** What people, models and repositories write; the other texts of an answer are words of the API itself. */
const WRITTEN =
  /^(title|pr_title|body|message|description|reason|text|why|hint|detail|summary|content|source|quote|evidence|login|author|owner|account_login|path|name|signature|actor|user_agent|error|error_message|dismissed_reason|requested_by|model|language)$/;

/** What the API can do to a page. */
export const apiStates = {
  full: (route) => route.continue(),
  loading: () => new Promise(() => undefined),
  error: problem(500, 'The database gave no answer.'),
  forbidden: problem(403, 'This is for administrators.'),
  missing: problem(404, 'There is no such thing.'),
  offline: (route) => route.abort('connectionrefused'),
  empty: changed((key, value) => (Array.isArray(value) ? [] : key === 'next_cursor' ? null : value)),
  hostile: changed((key, value) => (typeof value === 'string' && WRITTEN.test(key) ? `${value} ${HOSTILE}` : value)),
} satisfies Record<string, Answer>;

export type ApiState = keyof typeof apiStates;

const ASK_AGAIN = `self.__TSR_ROUTER__.options.context.client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })`;

/** Makes a page forget what it was answered, and ask again. */
export async function become(page: Page): Promise<void> {
  await page.evaluate(`void ${ASK_AGAIN}`);
}

const unsettled = (selector: string) =>
  `[...document.querySelectorAll('${selector}')].map((each) => each.textContent || 'loading').concat(document.querySelector('h1') ? [] : 'no heading')`;
const UNSETTLED = unsettled('.animate-pulse, [role=alert]');
const WAITING = unsettled('.animate-pulse');

interface Settling {
  deadlineMs?: number;
  /** What failed and says so is settled, too. */
  mayFail?: boolean;
}

/** Waits until a page shows what it asked for. Throws, with what is in the way, where it does not. */
export async function settled(page: Page, { deadlineMs = 90_000, mayFail = false }: Settling = {}): Promise<void> {
  // Not `waitForFunction`: it makes a function of a text in the page, which the page's policy refuses.
  for (const until = Date.now() + deadlineMs; ; await page.waitForTimeout(50)) {
    const wrong = (await page.evaluate(mayFail ? WAITING : UNSETTLED)) as string[];
    if (wrong.length === 0) return;
    if (Date.now() > until) throw new Error(`the page does not settle: ${wrong.join('; ')}`);
  }
}
