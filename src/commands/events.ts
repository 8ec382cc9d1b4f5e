import { defineCommand, oneOf, UsageError } from './command-line.js';

const STATUSES = ['pending', 'processing', 'completed', 'failed', 'ignored'] as const;

const VERBS = ['list', 'show', 'redrive', 'status'] as const;

const HELP = `nectr events list | show <id> | redrive <id> | redrive --failed | status

The inbox, its dead letters and the queues. Uses the database of the running server, or opens it.

  list                        the newest events, as a table; the default
  show <id>                   one event with its payload and its runs, as JSON
  redrive <id> | --failed     begins what has failed anew: one event, or all that failed
  status                      the queues, with the age of their oldest work; below them what became of the hits of each rule:
                              posted, fixed, dismissed, ignored, and of leads what Claude said (stands, wrong, unsure)

  --status <status>           list: ${STATUSES.join(' | ')}
  --repo <owner/name>         list, and the rules of status: of one repository
  --since <time>              list: 90m, 24h or 3d back
  --json                      list, status: for programs; list with the runs of each event
`;

/** `nectr events`. */
export const command = defineCommand({
  name: 'events',
  verbs: VERBS,
  help: HELP,
  options: {
    status: { type: 'string' },
    repo: { type: 'string' },
    since: { type: 'string' },
    failed: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  mostArguments: 2,
  envFile: 'all',
  run: async ({ status, repo, since, failed, json }, [given = 'list', id], env) => {
    const verb = oneOf('events', VERBS, given);
    if (verb === 'show' && id === undefined) throw new UsageError('show takes the id of an event');
    if (verb === 'redrive' && (id === undefined) !== failed) throw new UsageError('redrive takes one id, or --failed');
    if (id !== undefined && (verb === 'list' || verb === 'status')) throw new UsageError(`${verb} takes no id`);
    if (status !== undefined) oneOf('--status', STATUSES, status);
    const wanted = { verb, id, status, repo, sinceMs: since === undefined ? undefined : duration(since), json };
    const { runEvents } = await import('./events/run-events.js');
    await runEvents(env, wanted);
  },
});

/** `90m`, `24h`, `3d` in milliseconds. */
function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  if (digits === undefined || ms === undefined)
    throw new UsageError(`--since takes 90m, 24h or 3d, not ${JSON.stringify(text)}`);
  return Number(digits) * ms;
}
