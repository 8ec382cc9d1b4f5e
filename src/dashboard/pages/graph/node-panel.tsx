import { count } from '../../format/number.js';
import { Button } from '../../ui/button.js';
import { Card, Facts } from '../../ui/card.js';
import { External } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { blobUrl, useRepo } from '../repos/use-repo.js';
import type { Picture, PictureNode } from './graph-query.js';
import { NeighbourList } from './neighbour-list.js';
import { SymbolsOfFile } from './symbols-of-file.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;

/** What is known of the chosen node, or of the file that the picture is about, and where to go from it. */
export function NodePanel({ picture }: { picture: Picture }) {
  const { search, asked } = useGraphSearch();
  const node = picture.nodes.find(({ id }) => id === (search.at ?? asked.focus));
  if (node === undefined)
    return (
      <Card title={told.chosen}>
        <p className="text-sm text-ink-soft">{told.chooseHint}</p>
      </Card>
    );
  return <Chosen node={node} picture={picture} />;
}

function Chosen({ node, picture }: { node: PictureNode; picture: Picture }) {
  const { repo } = useRepo();
  const { asked, show } = useGraphSearch();
  const isFolder = node.kind === 'folder';
  const isHere = node.path === asked.focus;
  return (
    <Card title={<span className="font-mono text-xs wrap-anywhere">{node.path}</span>} flush>
      <div className="flex flex-col gap-3 p-4">
        <Facts
          rows={[
            ...(isFolder ? [[told.files, count(node.files)] as const] : []),
            ...(node.lines === null ? [] : [[told.lines, count(node.lines)] as const]),
            ...(node.language === null ? [] : [[told.language, node.language] as const]),
            [told.changes, node.changes === null ? words.common.unknown : count(node.changes)],
            [told.owner, node.owner ?? words.common.unknown],
          ]}
        />
        <div className="flex flex-wrap items-center gap-2">
          {!isHere && (
            <Button small onClick={() => show({ view: isFolder ? 'folders' : 'files', focus: node.path })}>
              {isFolder ? told.openFolder : told.showAround}
            </Button>
          )}
          {isFolder && (
            <Button small onClick={() => show({ view: 'files', focus: node.path })}>
              {told.itsFiles}
            </Button>
          )}
          {!isFolder && (
            <External href={blobUrl(repo, node.path)} className="text-xs">
              {words.common.onGitHub}
            </External>
          )}
        </div>
      </div>
      <NeighbourList node={node} picture={picture} />
      {isHere && picture.symbols.length > 0 && <SymbolsOfFile path={node.path} symbols={picture.symbols} />}
    </Card>
  );
}
