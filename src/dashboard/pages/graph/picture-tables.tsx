import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { count } from '../../format/number.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { SearchBox } from '../../ui/search-box.js';
import { Empty } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { words } from '../../words/en.js';
import type { Picture, PictureNode } from './graph-query.js';
import { heatOf } from './look-of.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;
const PAGE = 50;

/** What the picture shows as tables: its nodes, and what connects them. The keyboard's way through it. */
export function PictureTables({ picture, onOpen }: { picture: Picture; onOpen: (id: string) => void }) {
  const { search, layers, change } = useGraphSearch();
  const { q } = search;
  const look = useCallback((value: string | undefined) => change({ q: value }), []);
  const found = useMemo(() => {
    const text = q?.toLowerCase() ?? '';
    const weigh = layers.has('hotspots') ? heatOf : (node: PictureNode) => node.lines ?? 0;
    return picture.nodes
      .filter(({ path }) => path.toLowerCase().includes(text))
      .toSorted((a, b) => weigh(b) - weigh(a) || (a.path < b.path ? -1 : 1));
  }, [picture, layers, q]);
  return (
    <>
      <Card
        title={told.table.nodes(found.length)}
        flush
        actions={<SearchBox value={q} placeholder={told.table.find} onChange={look} />}
      >
        <Rows rows={found}>
          {(rows) => (
            <Table
              label={told.table.label}
              rows={rows}
              keyOf={({ id }) => id}
              isMarked={({ id }) => id === search.at}
              columns={[
                {
                  head: told.table.name,
                  cell: (node) => (
                    <button
                      type="button"
                      aria-pressed={node.id === search.at}
                      className="text-left font-mono text-xs text-link wrap-anywhere hover:underline"
                      onClick={() => change({ at: node.id === search.at ? undefined : node.id })}
                    >
                      {node.path}
                      {node.kind === 'folder' && '/'}
                    </button>
                  ),
                },
                { head: told.lines, end: true, cell: ({ lines }) => (lines === null ? '–' : count(lines)) },
                {
                  head: told.changes,
                  end: true,
                  wide: true,
                  cell: ({ changes }) => (changes === null ? '–' : count(changes)),
                },
                {
                  head: told.owner,
                  wide: true,
                  cell: ({ owner }) => owner ?? <span className="text-ink-faint">–</span>,
                },
                {
                  head: told.table.open,
                  hideHead: true,
                  end: true,
                  cell: (node) => (
                    <Button
                      small
                      look="quiet"
                      aria-label={told.table.openIt(node.path)}
                      onClick={() => onOpen(node.id)}
                    >
                      {told.table.open}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Rows>
      </Card>
      <Edges picture={picture} />
    </>
  );
}

function Edges({ picture }: { picture: Picture }) {
  const { search, layers } = useGraphSearch();
  const edges = useMemo(
    () =>
      picture.edges
        .filter(({ kind }) => layers.has(kind === 'changes with' ? 'together' : 'imports'))
        .filter(({ from, to }) => search.at === undefined || from === search.at || to === search.at),
    [picture, layers, search.at],
  );
  return (
    <Card title={told.table.edges(edges.length, search.at)} flush>
      <Rows rows={edges}>
        {(rows) => (
          <Table
            label={told.table.edgesLabel}
            rows={rows}
            keyOf={({ from, to, kind }) => `${kind} ${from} ${to}`}
            columns={[
              { head: told.table.from, cell: ({ from }) => <Path of={from} /> },
              { head: told.table.kind, cell: ({ kind }) => told.kinds[kind] },
              { head: told.table.to, cell: ({ to }) => <Path of={to} /> },
              { head: told.table.weight, end: true, cell: ({ weight }) => count(weight) },
            ]}
          />
        )}
      </Rows>
    </Card>
  );
}

function Path({ of }: { of: string }) {
  return <span className="font-mono text-xs wrap-anywhere">{of}</span>;
}

/** A piece of a long table; the rest comes when it is asked for. */
function Rows<Row>({ rows, children }: { rows: readonly Row[]; children: (rows: readonly Row[]) => ReactNode }) {
  const [most, setMost] = useState(PAGE);
  if (rows.length === 0) return <Empty title={told.table.none} />;
  return (
    <>
      {children(rows.slice(0, most))}
      {rows.length > most && (
        <div className="border-t border-line p-2 text-center">
          <Button small look="quiet" onClick={() => setMost(most + PAGE * 2)}>
            {words.common.more}
          </Button>
        </div>
      )}
    </>
  );
}
