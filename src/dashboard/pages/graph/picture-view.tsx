import { useMemo } from 'react';
import { Card } from '../../ui/card.js';
import { words } from '../../words/en.js';
import { GraphCanvas } from './graph-canvas.js';
import type { Picture } from './graph-query.js';
import { lookOf } from './look-of.js';
import { NodePanel } from './node-panel.js';
import { PictureTables } from './picture-tables.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;

/** A picture of folders or files, what is known of the chosen one, and the same as tables. */
export function PictureView({ picture }: { picture: Picture }) {
  const { search, asked, layers, change, show } = useGraphSearch();
  const choose = (id: string | null) => change({ at: id ?? undefined });
  const open = (id: string) => {
    const node = picture.nodes.find((one) => one.id === id);
    if (node !== undefined && node.path !== asked.focus)
      show({ view: node.kind === 'folder' ? 'folders' : 'files', focus: node.path });
  };
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <Card flush className="h-[60vh] max-h-[44rem] min-h-80 overflow-hidden [&>div]:h-full">
          <GraphCanvas picture={picture} layers={layers} chosen={search.at} onChoose={choose} onOpen={open} />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <NodePanel picture={picture} />
          {layers.has('owners') && <OwnerLegend picture={picture} />}
        </div>
      </div>
      <PictureTables picture={picture} onOpen={open} />
    </>
  );
}

function OwnerLegend({ picture }: { picture: Picture }) {
  const owners = useMemo(() => lookOf(picture, new Set(['owners'] as const)).owners, [picture]);
  return (
    <Card title={told.owners.title}>
      {owners.length === 0 ? (
        <p className="text-sm text-ink-soft">{told.owners.empty}</p>
      ) : (
        <ul className="flex flex-col gap-1 text-sm">
          {owners.map(({ login, colour, files }) => (
            <li key={login} className="flex items-center gap-2">
              <span aria-hidden="true" className="size-2.5 rounded-full" style={{ background: `var(--${colour})` }} />
              <span className="min-w-0 truncate">{login}</span>
              <span className="ml-auto text-xs text-ink-soft tabular-nums">{files}</span>
            </li>
          ))}
          <li className="flex items-center gap-2 text-ink-soft">
            <span aria-hidden="true" className="size-2.5 rounded-full bg-line-strong" />
            {told.owners.others}
          </li>
        </ul>
      )}
    </Card>
  );
}
