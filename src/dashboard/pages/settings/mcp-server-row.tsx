import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Time } from '../../ui/time.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { McpServer } from './mcp-queries.js';

const { mcp } = words.settings;

/** One server: its state, its pinned tools, and those it lists now where they are others. */
export function McpServerRow({ server }: { server: McpServer }) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['settings', 'mcp'] });
  const route = api['mcp-servers'][':id'];
  const param = { id: server.id };
  const approve = useMutation({
    mutationFn: () => answerOf(route.approve.$post({ param, query: {}, json: { hash: server.pending?.hash } })),
    onSuccess: () => say(mcp.approved(server.name)),
    onError: complain,
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: () => answerOf(route.test.$post({ param, query: {} })),
    onSuccess: ({ answers, error, tools }) =>
      answers ? say(mcp.answers(server.name, tools.length)) : complain(new Error(error ?? mcp.silent(server.name))),
    onError: complain,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => answerOf(route.$delete({ param, query: {} })),
    onSuccess: () => say(mcp.removed(server.name)),
    onError: complain,
    onSettled: refresh,
  });
  const isOwn = server.installation_id !== null;
  return (
    <li className="flex flex-col gap-2 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{server.name}</span>
        <Badge>{server.kind}</Badge>
        {!isOwn && <Badge title={mcp.operatorHint}>{mcp.operator}</Badge>}
        {server.pending !== null && <Badge tone="yellow">{mcp.changed}</Badge>}
        {server.last_error !== null && <Badge tone="red">{mcp.failing}</Badge>}
        {isOwn && (
          <span className="ml-auto flex gap-1.5">
            <Button small busy={test.isPending} aria-label={mcp.testOf(server.name)} onClick={() => test.mutate()}>
              {mcp.test}
            </Button>
            <Button
              small
              look="danger"
              busy={remove.isPending}
              aria-label={mcp.removeOf(server.name)}
              onClick={() => remove.mutate()}
            >
              {mcp.remove}
            </Button>
          </span>
        )}
      </div>
      <p className="font-mono text-xs wrap-anywhere text-ink-soft">{server.url}</p>
      {server.last_error !== null && <p className="text-xs break-words text-red">{server.last_error}</p>}
      <Tools title={mcp.tools} of={server.tools} none={mcp.neverUsed} />
      {server.pending !== null && (
        <div className="rounded-md border border-line bg-yellow-soft p-3">
          <p className="text-yellow">
            {mcp.pending} <Time at={server.pending.since} />
          </p>
          <Tools title={mcp.nowListed} of={server.pending.tools} none="" open />
          {isOwn && (
            <Button small look="primary" className="mt-2" busy={approve.isPending} onClick={() => approve.mutate()}>
              {mcp.approve}
            </Button>
          )}
        </div>
      )}
      {server.approved_at !== null && (
        <p className="text-xs text-ink-faint">
          {mcp.approvedBy(server.approved_by)} <Time at={server.approved_at} />
        </p>
      )}
    </li>
  );
}

function Tools({
  title,
  of,
  none,
  open = false,
}: {
  title: string;
  of: McpServer['tools'];
  none: string;
  open?: boolean;
}) {
  if (of === null) return <p className="text-xs text-ink-soft">{none}</p>;
  return (
    <details open={open} className="text-xs">
      <summary className="w-fit text-ink-soft hover:text-ink">
        {title} ({of.length})
      </summary>
      <dl className="mt-1 flex flex-col gap-1">
        {of.map(({ name, description }) => (
          <div key={name}>
            <dt className="font-mono wrap-anywhere">{name}</dt>
            <dd className="line-clamp-2 text-ink-soft">{description}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
