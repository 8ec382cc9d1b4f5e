import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Code } from '../../ui/code.js';
import { Skeleton } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { useRepo } from '../repos/use-repo.js';
import type { PictureNode } from './graph-query.js';

const told = words.graph;

/** The source of a symbol as the last scan saw it; its first line alone where that cannot be had. */
export function SymbolSource({ node }: { node: PictureNode }) {
  const { params, repo } = useRepo();
  const source = useQuery({
    queryKey: ['graph', params.owner, params.repo, 'source', node.id, repo.scan.scanned_at],
    queryFn: () =>
      answerOf(api.repos[':owner'][':repo']['symbol-source'].$get({ param: params, query: { focus: node.id } })),
    staleTime: Infinity,
    retry: false,
  });
  const language = node.path.split('.').at(-1) ?? '';
  if (source.data !== undefined)
    return (
      <>
        <div className="max-h-[60vh] overflow-y-auto">
          <Code text={withoutIndent(source.data.text)} language={language} />
        </div>
        {source.data.is_cut && <p className="mt-1 text-xs text-ink-soft">{told.sourceCut}</p>}
      </>
    );
  if (source.error === null) return <Skeleton className="h-40 w-full" />;
  return (
    <>
      {node.signature !== null && <Code text={node.signature} language={language} />}
      <p className="mt-1 text-xs text-ink-soft">
        {told.noSource} {source.error.message}
      </p>
    </>
  );
}

/** Without the spaces that all of its lines begin with. Pure. */
export function withoutIndent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...indents);
  return Number.isFinite(least) ? lines.map((line) => line.slice(least)).join('\n') : text;
}
