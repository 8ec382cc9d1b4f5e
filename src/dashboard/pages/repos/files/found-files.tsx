import { useInfiniteQuery } from '@tanstack/react-query';
import { PagedRows } from '../../../ui/paged-rows.js';
import { Empty } from '../../../ui/states.js';
import { words } from '../../../words/en.js';
import { useRepo } from '../use-repo.js';
import { entriesOf } from './entries.js';
import { FileCells, FileName } from './file-cells.js';
import { FileTable } from './file-table.js';

/** The files of the whole repository that have a text in their path. */
export function FoundFiles({ q }: { q: string }) {
  const { params } = useRepo();
  const found = useInfiniteQuery(entriesOf(params, { q }));
  return (
    <PagedRows of={found} empty={<Empty title={words.repoFiles.noMatch(q)} />}>
      {(rows) => (
        <FileTable>
          {rows.map((entry) => (
            <tr key={entry.path} className="border-b border-line last:border-0 hover:bg-hover">
              <th scope="row" className="py-1.5 pr-3 pl-4 text-left font-normal">
                <FileName entry={entry} name={entry.path} />
              </th>
              <FileCells entry={entry} />
            </tr>
          ))}
        </FileTable>
      )}
    </PagedRows>
  );
}
