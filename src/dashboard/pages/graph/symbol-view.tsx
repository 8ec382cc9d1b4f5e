import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { External } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { blobUrl, useRepo } from '../repos/use-repo.js';
import { callsOf, type Call, type Calls } from './calls-of.js';
import type { Picture } from './graph-query.js';
import { SymbolSource } from './symbol-source.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;

/** A symbol: who calls it on the left, itself in the middle, what it calls on the right. What is uncertain is folded. */
export function SymbolView({ picture }: { picture: Picture }) {
  const { repo } = useRepo();
  const node = picture.nodes.find(({ id }) => id === picture.focus) ?? picture.nodes[0];
  if (node === undefined) return null;
  const { callers, callees } = callsOf(picture, node.id);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)_minmax(0,1fr)]">
      <CallList title={told.callers} calls={callers} empty={told.noCallers} isOfCallers />
      <Card title={<span className="font-mono wrap-anywhere">{node.name}</span>}>
        <SymbolSource node={node} />
        <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
          <External href={blobUrl(repo, node.path, node.start_line)} className="font-mono wrap-anywhere">
            {node.path}
            {node.start_line !== null && `:${node.start_line}`}
          </External>
          {node.lines !== null && <span>{told.symbolLines(node.lines)}</span>}
        </p>
        <p className="mt-3 text-xs text-ink-soft">{told.atLeast(callers.sure.length)}</p>
      </Card>
      <CallList title={told.callees} calls={callees} empty={told.noCallees} isOfCallers={false} />
    </div>
  );
}

function CallList({
  title,
  calls,
  empty,
  isOfCallers,
}: {
  title: string;
  calls: Calls;
  empty: string;
  isOfCallers: boolean;
}) {
  const { search, change } = useGraphSearch();
  return (
    <Card
      flush
      title={
        <span className="inline-flex items-center gap-2">
          {title} <Badge>{calls.sure.length}</Badge>
        </span>
      }
    >
      {calls.sure.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-soft">{empty}</p>
      ) : (
        <List calls={calls.sure} label={title} isOfCallers={isOfCallers} />
      )}
      {calls.uncertain.length > 0 && (
        <details
          className="border-t border-line"
          open={search.uncertain === 'shown'}
          onToggle={({ currentTarget }) => {
            const shown = currentTarget.open ? ('shown' as const) : undefined;
            if (shown !== search.uncertain) change({ uncertain: shown });
          }}
        >
          <summary className="px-4 py-2.5 text-sm text-ink-soft hover:bg-hover">
            {told.uncertain(calls.uncertain.length)}
          </summary>
          <List calls={calls.uncertain} label={told.uncertain(calls.uncertain.length)} isOfCallers={isOfCallers} />
        </details>
      )}
    </Card>
  );
}

function List({ calls, label, isOfCallers }: { calls: readonly Call[]; label: string; isOfCallers: boolean }) {
  const { repo } = useRepo();
  const { show } = useGraphSearch();
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {calls.map(({ node, line, tier }) => (
        <li key={`${node.id} ${line}`} className="px-4 py-2">
          <button
            type="button"
            className="block max-w-full text-left font-mono text-sm text-link wrap-anywhere hover:underline"
            onClick={() => show({ view: 'symbol', focus: node.id })}
          >
            {node.name}
          </button>
          <span className="flex flex-wrap items-center gap-x-2 text-xs text-ink-soft">
            <External
              href={blobUrl(repo, node.path, isOfCallers ? (line ?? node.start_line) : node.start_line)}
              className="font-mono wrap-anywhere"
            >
              {node.path}
              {isOfCallers && line !== null && `:${line}`}
            </External>
            {tier !== null && <span title={told.tierHint}>{tier}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
