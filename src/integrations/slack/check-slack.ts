import { z } from 'zod';
import { HEALTHY, type Health } from '../services/integration-type.js';
import { callSlackInFull } from './call-slack.js';
import type { SlackCall } from './settings.js';

/** Asks who we are there, and looks at what the token may do. https://docs.slack.dev/reference/methods/auth.test */
export async function checkSlack(call: SlackCall): Promise<Health> {
  const { webhook_url: webhook, signing_secret: secret } = call.credentials;
  // By posting only: the last delivery tells how it is.
  if (webhook !== undefined) return { status: 'unknown', detail: null };
  const { headers } = await callSlackInFull(call, 'auth.test', { body: {}, answer: z.object({}), isIdempotent: true });
  const scopes = headers.get('x-oauth-scopes');
  if (scopes === null) return HEALTHY;
  const given = new Set(scopes.split(',').map((scope) => scope.trim()));
  const hasName = call.config.channel?.startsWith('#') === true;
  const lacking = [
    ...(given.has('chat:write') ? [] : ['It cannot post: the scope chat:write is missing']),
    ...(given.has('channels:history') || given.has('groups:history')
      ? []
      : [
          'It cannot look whether a message arrived when Slack’s answer was lost: channels:history and groups:history are missing',
        ]),
    ...(hasName && !given.has('channels:read') && !given.has('groups:read')
      ? ['It cannot look for a channel by its name: channels:read and groups:read are missing']
      : []),
    // Whoever presses a button has to be known.
    ...(secret !== undefined && !(given.has('users:read') && given.has('users:read.email'))
      ? ['Nobody who presses a button is known: users:read and users:read.email are missing']
      : []),
  ];
  if (lacking.length === 0) return HEALTHY;
  return { status: 'degraded', detail: `${lacking.join('. ')}. Add what is missing and install the app anew.` };
}
