import { emitterEventNames } from '@octokit/webhooks';
import { DATADOG_EVENTS } from '../../integrations/datadog/receive-hook.js';
import { JIRA_EVENTS } from '../../integrations/jira/receive-delivery.js';
import { LINEAR_EVENTS } from '../../integrations/linear/receive-delivery.js';
import { SENTRY_EVENTS } from '../../integrations/sentry/receive-hook.js';
import { SLACK_EVENTS } from '../../integrations/slack/receive.js';
import { nearest } from '../../words/nearest.js';

/** What can happen as far as we know: events of GitHub, and those that the services bring in. */
const EVENTS: readonly string[] = [
  ...emitterEventNames,
  ...[SENTRY_EVENTS, DATADOG_EVENTS, JIRA_EVENTS, LINEAR_EVENTS, SLACK_EVENTS].flatMap((events) => Object.keys(events)),
];

/** Its action is whatever the sender chose. */
const OWN_ACTIONS = 'repository_dispatch.';

/**
 * What is wrong with the name of an event, which would never come; null: nothing. What has actions comes with one of them
 * and never alone. A name that is close to no other may be newer than this version: it is allowed. Pure.
 */
export function eventProblem(event: string): string | null {
  if (event.startsWith(OWN_ACTIONS)) return null;
  const actions = EVENTS.filter((known) => known.startsWith(`${event}.`)).map((known) => known.slice(event.length + 1));
  if (`${event}.` === OWN_ACTIONS)
    return `${event} comes with the action that its sender chose: name it, such as \`${event}.deploy\``;
  if (actions.length > 0)
    return `${event} never comes without an action: name each that is meant, such as \`${event}.${actions[0]}\`; there are ${actions.join(', ')}`;
  if (EVENTS.includes(event)) return null;
  const meant = nearest(event, EVENTS);
  return meant === null ? null : `there is no event ${event}: did you mean \`${meant}\`?`;
}
