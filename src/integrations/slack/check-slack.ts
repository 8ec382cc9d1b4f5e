import { z } from 'zod';
import type { Health } from '../services/integration-type.js';
import { healthOfError } from '../services/health-of-error.js';
import { callSlack } from './call-slack.js';
import type { SlackCall } from './settings.js';

const HISTORY = ['channels:history', 'groups:history'];

/** Asks who we are there, and looks at what the token may do. https://docs.slack.dev/reference/methods/auth.test */
export async function checkSlack(call: SlackCall): Promise<Health> {
  if (call.credentials.webhook_url !== undefined)
    return {
      status: 'unknown',
      detail: 'An incoming webhook can only be checked by posting: the last delivery tells how it is.',
    };
  let scopes: string | null = null;
  const fetch: SlackCall['fetch'] = async (url, init) => {
    const response = await call.fetch(url, init);
    scopes = response.headers.get('x-oauth-scopes');
    return response;
  };
  try {
    await callSlack({ ...call, fetch }, 'auth.test', { body: {}, answer: z.object({}), isIdempotent: true });
  } catch (error) {
    return healthOfError(error);
  }
  return scopes === null ? HEALTHY : healthOfScopes(scopes);
}

const HEALTHY: Health = { status: 'healthy', detail: null };

function healthOfScopes(scopes: string): Health {
  const given = new Set(scopes.split(',').map((scope) => scope.trim()));
  if (!given.has('chat:write'))
    return {
      status: 'degraded',
      detail: 'The app cannot post: add the scope chat:write and install it anew.',
    };
  if (!HISTORY.some((scope) => given.has(scope)))
    return {
      status: 'degraded',
      detail:
        'The app cannot look whether a message arrived when Slack’s answer was lost: add the scopes channels:history and groups:history and install it anew.',
    };
  return HEALTHY;
}
