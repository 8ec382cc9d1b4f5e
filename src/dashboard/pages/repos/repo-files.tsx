import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Filters } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { ancestorsOf, folderOf } from './files/ancestors-of.js';
import { entriesOf } from './files/entries.js';
import { FileTable } from './files/file-table.js';
import { FolderRows } from './files/folder-rows.js';
import { FoundFiles } from './files/found-files.js';
import { useRepo } from './use-repo.js';

const route = getRouteApi('/app/repos/$owner/$repo/files');
const told = words.repoFiles;

/** The files of the last scan, as a tree or by a part of their path. The folder that was opened last is in the address. */
export function RepoFiles() {
  const { params } = useRepo();
  const { path, q } = route.useSearch();
  const navigate = route.useNavigate();
  const root = useInfiniteQuery(entriesOf(params, { path: '' }));
  const { isOpen, toggle } = useOpenFolders(path, (to) => void navigate({ search: to === '' ? {} : { path: to } }));
  const look = useCallback(
    (value: string | undefined) => void navigate({ search: value === undefined ? {} : { q: value }, replace: true }),
    [navigate],
  );
  return (
    <>
      <Filters>
        <SearchBox value={q} placeholder={told.search} onChange={look} />
        {path !== undefined && q === undefined && (
          <span className="flex min-w-0 items-center gap-2 text-sm text-ink-soft">
            <span className="font-mono text-xs wrap-anywhere">{path}/</span>
            <Button small look="quiet" onClick={() => void navigate({ search: {} })}>
              {told.toRoot}
            </Button>
          </span>
        )}
      </Filters>
      <Card flush>
        {q !== undefined ? (
          <FoundFiles q={q} />
        ) : (
          <Loaded of={root}>
            {({ pages }) =>
              pages[0]?.items.length === 0 ? (
                <Empty title={told.empty} hint={told.hint} />
              ) : (
                <FileTable>
                  <FolderRows path="" depth={0} isOpen={isOpen} onToggle={toggle} chosen={path} />
                </FileTable>
              )
            }
          </Loaded>
        )}
      </Card>
    </>
  );
}

/** Which folders are open: those above the one of the address, and what was opened since. */
function useOpenFolders(path: string | undefined, go: (path: string) => void) {
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const above = new Set(ancestorsOf(path ?? ''));
  const isOpen = (folder: string) => changed.get(folder) ?? above.has(folder);
  const toggle = (folder: string) => {
    const opens = !isOpen(folder);
    // What the address had opened stays open when it names another folder.
    setChanged(new Map([...changed, ...[...above].map((one) => [one, isOpen(one)] as const), [folder, opens]]));
    go(opens ? folder : folderOf(folder));
  };
  return { isOpen, toggle };
}
