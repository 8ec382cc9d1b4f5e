import type { Probot } from 'probot';

/** A webhook event as Probot hands it over, verified. */
export interface ReceivedEvent {
  id: string;
  name: string;
  payload: unknown;
}

const HANDLED = [
  'pull_request',
  'installation',
  'installation_repositories',
  'repository',
  'installation_target',
  'check_run',
  'issue_comment',
  'pull_request_review_comment',
  'pull_request_review',
  'issues',
  'push',
  'release',
] as const;

/**
 * The Probot app: each event is recorded exactly once and nothing else happens here (behaviour.md).
 * `record` rejects if the event could not be committed; the rejection reaches whoever called `probot.webhooks.receive`.
 */
export function createApp(record: (event: ReceivedEvent) => Promise<void>): (app: Probot) => void {
  const handled = new Set<string>(HANDLED);
  return (app) => {
    for (const name of HANDLED) app.on(name, ({ id, payload }) => record({ id, name, payload }));
    app.onAny(async ({ id, name, payload }) => {
      if (!handled.has(name)) await record({ id, name, payload });
    });
  };
}
