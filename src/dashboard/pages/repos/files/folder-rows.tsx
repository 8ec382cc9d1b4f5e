import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '../../../ui/button.js';
import { classes } from '../../../ui/classes.js';
import { Failed, Skeleton } from '../../../ui/states.js';
import { complain } from '../../../ui/toast.js';
import { words } from '../../../words/en.js';
import { useRepo } from '../use-repo.js';
import { entriesOf, type Entry } from './entries.js';
import { FileCells, FileName } from './file-cells.js';

const told = words.repoFiles;
const COLUMNS = 6;

interface Props {
  /** The folder; empty: the root. */
  path: string;
  depth: number;
  isOpen: (path: string) => boolean;
  onToggle: (path: string) => void;
  /** The folder of the address. */
  chosen: string | undefined;
}

/** The rows of a folder and of the folders in it that are open; read when they are opened. */
export function FolderRows({ path, depth, ...tree }: Props) {
  const { params } = useRepo();
  const entries = useInfiniteQuery(entriesOf(params, { path }));
  if (entries.data === undefined)
    return (
      <tr>
        <td colSpan={COLUMNS} className="py-1.5 pr-4" style={{ paddingLeft: indent(depth) }}>
          {entries.error === null ? (
            <Skeleton className="h-4 w-48" />
          ) : (
            <Failed error={entries.error} retry={() => void entries.refetch()} />
          )}
        </td>
      </tr>
    );
  return (
    <>
      {entries.data.pages
        .flatMap(({ items }) => items)
        .map((entry) => (
          <Row key={entry.path} entry={entry} depth={depth} {...tree} />
        ))}
      {entries.hasNextPage && (
        <tr>
          <td colSpan={COLUMNS} className="py-1" style={{ paddingLeft: indent(depth) }}>
            <Button
              small
              look="quiet"
              busy={entries.isFetchingNextPage}
              onClick={() => void entries.fetchNextPage().then(({ error }) => error && complain(error))}
            >
              {told.more}
            </Button>
          </td>
        </tr>
      )}
    </>
  );
}

const indent = (depth: number) => `${1 + depth * 1.25}rem`;

function Row({ entry, depth, ...tree }: Omit<Props, 'path'> & { entry: Entry }) {
  const isFolder = entry.type === 'folder';
  const isOpen = isFolder && tree.isOpen(entry.path);
  return (
    <>
      <tr
        className={classes(
          'border-b border-line last:border-0 hover:bg-hover',
          entry.path === tree.chosen && 'bg-honey-soft',
        )}
      >
        <th scope="row" className="py-1.5 pr-3 text-left font-normal" style={{ paddingLeft: indent(depth) }}>
          {isFolder ? (
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={isOpen ? told.close(entry.path) : told.open(entry.path)}
              className="inline-flex items-center gap-1.5 text-left font-medium wrap-anywhere hover:underline"
              onClick={() => tree.onToggle(entry.path)}
            >
              <span
                aria-hidden="true"
                className={classes('text-ink-faint transition-transform', isOpen && 'rotate-90')}
              >
                ▸
              </span>
              {entry.name}/
            </button>
          ) : (
            <span className="pl-4">
              <FileName entry={entry} name={entry.name} />
            </span>
          )}
        </th>
        <FileCells entry={entry} />
      </tr>
      {isOpen && <FolderRows path={entry.path} depth={depth + 1} {...tree} />}
    </>
  );
}
