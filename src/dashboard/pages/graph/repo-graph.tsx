import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, Skeleton } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { useRepo } from '../repos/use-repo.js';
import { GraphControls } from './graph-controls.js';
import { graphQuery, type Picture } from './graph-query.js';
import { loadCanvas, PictureView } from './picture-view.js';
import { SymbolView } from './symbol-view.js';
import { Trail } from './trail.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;

/** The graph of a repository: folders first, then files, then what calls what. All of it is in the address. */
export function RepoGraph() {
  const { params, repo } = useRepo();
  const { asked } = useGraphSearch();
  const graph = useQuery(graphQuery(params, asked, repo.scan.scanned_at));
  const isPicture = asked.view !== 'symbol';
  useEffect(() => {
    // What fails here fails again, and is said, where it is needed.
    if (isPicture) loadCanvas().catch(() => undefined);
  }, [isPicture]);
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
