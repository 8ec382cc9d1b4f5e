import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, Skeleton } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { useRepo } from '../repos/use-repo.js';
import { GraphControls } from './graph-controls.js';
import { graphQuery, NEW_MS, type Picture } from './graph-query.js';
import { PictureView } from './picture-view.js';
import { SymbolView } from './symbol-view.js';
import { Trail } from './trail.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;

/** The graph of a repository: folders first, then files, then what calls what. All of it is in the address. */
export function RepoGraph() {
  const { params, repo } = useRepo();
  const { asked } = useGraphSearch();
  const { scanned_at: scannedAt } = repo.scan;
  const graph = useQuery({
    ...graphQuery(params, asked),
    // Anew when a scan has ended since, not while it goes on.
    staleTime: ({ state }) => (Date.parse(scannedAt ?? '') > state.dataUpdatedAt ? 0 : NEW_MS),
  });
  const { refetch } = graph;
  const shownScan = useRef(scannedAt);
  useEffect(() => {
    if (shownScan.current !== scannedAt) void refetch();
    shownScan.current = scannedAt;
  }, [scannedAt, refetch]);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Trail />
        <GraphControls />
      </div>
      <Loaded of={graph} waiting={<Skeleton className="h-[60vh] min-h-80 w-full" />}>
        {(picture) => <Shown picture={picture} />}
      </Loaded>
    </>
  );
}

function Shown({ picture }: { picture: Picture }) {
  if (picture.nodes.length === 0)
    return (
      <Card>
        <Empty
          title={picture.scanned_at === null ? told.notScanned : told.nothing}
          hint={picture.scanned_at === null ? told.notScannedHint : told.nothingHint}
        />
      </Card>
    );
  return (
    <>
      {picture.view === 'symbol' ? <SymbolView picture={picture} /> : <PictureView picture={picture} />}
      {picture.cut.length > 0 && (
        <p className="text-xs text-ink-soft">
          {told.leftOut} {picture.cut.join(' · ')}.
        </p>
      )}
    </>
  );
}
