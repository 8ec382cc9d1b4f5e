import type { ReactNode } from 'react';
import { Sideways } from '../../../ui/sideways.js';
import { words } from '../../../words/en.js';

const told = words.repoFiles;

/** The head of a table of files. */
export function FileTable({ children }: { children: ReactNode }) {
  const number = 'px-3 py-2 text-right font-medium';
  return (
    <Sideways label={told.table}>
      <table className="w-full border-collapse text-sm" aria-label={told.table}>
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-soft">
            <th scope="col" className="py-2 pr-3 pl-4 font-medium">
              {told.name}
            </th>
            <th scope="col" className={`${number} max-md:hidden`}>
              {told.files}
            </th>
            <th scope="col" className={number}>
              {told.lines}
            </th>
            <th scope="col" className={`${number} max-md:hidden`}>
              {told.size}
            </th>
            <th scope="col" className="px-3 py-2 font-medium max-md:hidden">
              {told.language}
            </th>
            <th scope="col" className="px-3 py-2">
              <span className="sr-only">{told.graph}</span>
            </th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Sideways>
  );
}
