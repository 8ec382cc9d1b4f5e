import type { AppHook } from '../github/read/read-hook.js';

export interface HookFault {
  found: string;
  mend: string;
}

const PATHS = /\/(?:api\/github\/webhooks|api\/v1\/webhooks\/github)\/?$/;

/**
 * What is wrong with the App's webhook for this server, or null. `proxyUrl`: deliveries are to come over that channel.
 */
export function judgeHook(hook: AppHook, proxyUrl: string | null): HookFault | null {
  const { url, contentType, checksCertificate } = hook;
  const expected = proxyUrl ?? 'https://<your host>/api/github/webhooks';
  if (url === null)
    return {
      found: 'none: no delivery arrives',
      mend: `set the webhook URL on the App's page to ${expected} and mark it active`,
    };
  const fits = proxyUrl === null ? PATHS.test(pathOf(url)) : url === proxyUrl;
  if (!fits) return { found: withoutQuery(url), mend: `set the webhook URL on the App's page to ${expected}` };
  if (contentType !== 'json')
    return { found: `content type ${contentType}`, mend: "choose application/json on the App's page, under Webhook" };
  if (!checksCertificate && url.startsWith('https:'))
    return {
      found: 'SSL verification is off',
      mend: "enable SSL verification on the App's page, under Webhook: anybody in between could read the deliveries",
    };
  return null;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : '';
}

/** Some put a token there. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
