import type { ReactNode } from 'react';
import { count } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External, RepoLink } from '../../ui/links.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { Memory } from './memory-queries.js';
import { useMemoryActions } from './use-memory-actions.js';

const { row } = words.memory;

/** One memory: its words, where it holds, where it comes from, how often it was applied, and what can be done to it. */
export function MemoryRow({
  memory,
  mayChange,
  isAboutMe,
  onEdit,
}: {
  memory: Memory;
  mayChange: boolean;
  isAboutMe: boolean;
  onEdit: () => void;
}) {
  const { approve, turn, forget } = useMemoryActions();
  const { state, dismissal } = memory;
  const isWaiting = state === 'candidate' || state === 'stale';
  return (
    <li className="flex flex-wrap items-start gap-2 px-4 py-3 sm:flex-nowrap">
      <div className="min-w-0 flex-1 basis-56">
        <p className="text-sm break-words whitespace-pre-wrap">
          <InlineCode
            text={memory.text === '' && dismissal !== null ? row.dismissed(dismissal.finding) : memory.text}
          />
        </p>
        {state === 'stale' && memory.state_reason !== null && (
          <p className="mt-1 text-xs text-yellow">{row.stale(memory.state_reason)}</p>
        )}
        {state === 'disabled' && memory.state_reason !== null && (
          <p className="mt-1 text-xs text-ink-soft">{memory.state_reason}</p>
        )}
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs text-ink-soft">
          <span className="font-mono text-ink-faint">{memory.handle}</span>
          <Badge>{words.memory.types[memory.type]}</Badge>
          {memory.repo === null ? <span>{row.everywhere}</span> : <RepoLink repo={memory.repo} />}
          <Scope memory={memory} />
          <Source memory={memory} />
          <span>
            {memory.used_count === 0 ? row.unused : row.used(count(memory.used_count))}
            {memory.last_used_at !== null && (
              <>
                , <Time at={memory.last_used_at} />
              </>
            )}
          </span>
          {state === 'candidate' && <span>{row.signals(memory.signals)}</span>}
          {memory.expires_at !== null && (
            <span>
              {row.ends} <Time at={memory.expires_at} />
            </span>
          )}
        </p>
      </div>
      {(mayChange || isAboutMe) && (
        <div className="flex shrink-0 items-center gap-1.5">
          {isWaiting && mayChange && (
            <Button
              small
              look="primary"
              busy={approve.isPending}
              aria-label={row.approveNamed(memory.handle)}
              onClick={() => approve.mutate(memory)}
            >
              {row.approve}
            </Button>
          )}
          <Menu label={row.more(memory.handle)} trigger={<span aria-hidden="true">⋯</span>} className="px-2">
            {mayChange && dismissal === null && <MenuItem onSelect={onEdit}>{row.edit}</MenuItem>}
            {state === 'active' && dismissal === null && (
              <MenuItem onSelect={() => turn.mutate({ memory, state: 'disabled' })}>{row.disable}</MenuItem>
            )}
            {state === 'disabled' && (
              <MenuItem onSelect={() => turn.mutate({ memory, state: 'active' })}>{row.enable}</MenuItem>
            )}
            <MenuItem onSelect={() => forget.mutate([memory])}>{row.forget}</MenuItem>
          </Menu>
        </div>
      )}
    </li>
  );
}

/** What it is limited to within its repository. */
function Scope({ memory: { path, symbol, rule } }: { memory: Memory }): ReactNode {
  const parts = [path, symbol, rule].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return parts.map((part) => (
    <code key={part} className="rounded-sm bg-sunken px-1 font-mono text-2xs wrap-anywhere">
      {part}
    </code>
  ));
}

function Source({ memory: { source, author } }: { memory: Memory }): ReactNode {
  const place = source.path === null ? row.sources[source.kind] : `${source.path}:${source.line ?? 1}`;
  const words = source.pr_number === null ? place : `${place} #${source.pr_number}`;
  return (
    <span className="min-w-0 wrap-anywhere" title={source.quote ?? undefined}>
      {row.from} {source.link === null ? words : <External href={source.link}>{words}</External>}
      {author !== null && ` ${row.by(author)}`}
    </span>
  );
}
