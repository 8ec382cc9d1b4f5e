import { createHmac } from 'node:crypto';

export const SECRET = 'canary-client-secret-0123456789abcdef';

/** Bodies as at https://docs.sentry.io/integrations/integration-platform/webhooks/ */
export const hook = (action: string, data: Record<string, unknown>, over: Record<string, unknown> = {}) => ({
  action,
  installation: { uuid: '24b397fc-a86e-43ef-9297-949e21b82480' },
  data,
  actor: { type: 'application', id: 'sentry', name: 'Sentry' },
  ...over,
});

export const issue = (over: Record<string, unknown> = {}) => ({
  url: 'https://sentry.io/api/0/organizations/acme/issues/1234567890/',
  web_url: 'https://acme.sentry.io/issues/1234567890/',
  project_url: 'https://acme.sentry.io/issues/?project=4509877862268928',
  id: '1234567890',
  shareId: null,
  shortId: 'SHOP-Y',
  title: 'ValueError: größe – „zu klein“ 💥',
  culprit: 'shop.pay.retry',
  permalink: 'https://acme.sentry.io/issues/1234567890/',
  level: 'fatal',
  status: 'unresolved',
  statusDetails: {},
  substatus: 'new',
  platform: 'python',
  project: { id: '112313123123134', name: 'shop', slug: 'shop', platform: 'python' },
  metadata: { title: 'ValueError' },
  assignedTo: null,
  count: '3',
  userCount: 3,
  firstSeen: '2026-02-10T20:56:00.679000+00:00',
  lastSeen: '2026-02-10T20:56:00.738000+00:00',
  ...over,
});

/** snake_case, numbers as ids in places, the stack in `exception`, tags in pairs. */
export const event = (over: Record<string, unknown> = {}) => ({
  culprit: 'shop.pay in retry',
  datetime: '2026-02-19T21:06:17.677000Z',
  event_id: 'e4874d664c3540c1a32eab185f12c5ab',
  exception: {
    values: [
      {
        type: 'ValueError',
        value: 'too small',
        stacktrace: {
          frames: [
            { abs_path: '/usr/lib/python3/wsgi.py', filename: 'wsgi.py', function: 'run', in_app: false, lineno: 7 },
            { abs_path: '/code/shop/pay.py', filename: 'shop/pay.py', function: 'retry', in_app: true, lineno: 12 },
          ],
        },
      },
    ],
  },
  issue_url: 'https://sentry.io/api/0/issues/1117540176/',
  issue_id: '1117540176',
  level: 'error',
  project: 1,
  release: 'shop@1.4.0',
  tags: [
    ['environment', 'production'],
    ['handled', 'no'],
  ],
  title: 'ValueError: too small',
  web_url: 'https://sentry.io/organizations/acme/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/',
  ...over,
});

export const metricAlert = {
  description_text: '1000 events in the last 10 minutes',
  description_title: 'Resolved: Too many errors',
  metric_alert: {
    alert_rule: { aggregate: 'count()', environment: null, id: '7', name: 'Too many errors', query: 'level:error' },
    id: '4',
    projects: ['shop'],
    title: 'Sacred Marmot',
  },
  web_url: 'https://sentry.io/organizations/acme/alerts/1/',
};

export function signed(body: string | Buffer, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

export function headersOf(resource: string, body: string | Buffer, over: Record<string, string> = {}) {
  return {
    'content-type': 'application/json',
    'request-id': '5f1b9bd6c3a84bb6a5a3d6a1f0a1b2c3',
    'sentry-hook-resource': resource,
    'sentry-hook-timestamp': '1772445600',
    'sentry-hook-signature': signed(body),
    ...over,
  };
}
