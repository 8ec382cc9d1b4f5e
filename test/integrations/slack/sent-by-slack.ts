import { createHmac } from 'node:crypto';
import { SIGNING_SECRET } from './local-slack.js';

/** A request as Slack sends it. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export interface SentBySlack {
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** A body with the signature of an app. */
export function signedBySlack(
  body: string,
  { type = 'application/json', secret = SIGNING_SECRET, secondsAgo = 0 } = {},
): SentBySlack {
  const timestamp = String(Math.floor(Date.now() / 1000) - secondsAgo);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
}

/** An event of the Events API. https://docs.slack.dev/apis/events-api#events-JSON */
export function callbackOf(event: Record<string, unknown>, eventId: string): string {
  const around = { token: 'XXYYZZ', team_id: 'T123ABC456', api_app_id: 'A123ABC456', type: 'event_callback' };
  return JSON.stringify({ ...around, event, event_id: eventId, event_time: 1_234_567_890 });
}

/** A press of a button. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function pressOf({
  actionId,
  value,
  userId = 'U0000000001',
  channel = 'C0123456789',
  ts = '1234.000001',
  at = String(Date.now() / 1000),
}: {
  actionId: string;
  value: string;
  userId?: string;
  channel?: string;
  ts?: string;
  at?: string;
}): string {
  const payload = {
    type: 'block_actions',
    user: { id: userId, username: 'dora', team_id: 'T123ABC456' },
    api_app_id: 'A123ABC456',
    token: 'XXYYZZ',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: '12466734323.1395872398',
    team: { id: 'T123ABC456', domain: 'acme' },
    channel: { id: channel, name: 'payments' },
    response_url: 'https://hooks.slack.com/actions/AABA1ABCD/1232321423432/D09sSasdasdAS9091209',
    actions: [{ action_id: actionId, block_id: '=qXel', value, type: 'button', action_ts: at }],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

export const FORM = 'application/x-www-form-urlencoded';
