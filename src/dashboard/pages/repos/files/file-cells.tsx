import { Link } from '@tanstack/react-router';
import { languageName } from '../../../../syntax/language-name.js';
import { count } from '../../../format/number.js';
import { External, LINK } from '../../../ui/links.js';
import { words } from '../../../words/en.js';
import { bytes } from '../../../format/bytes.js';
import { blobUrl, useRepo } from '../use-repo.js';
import type { Entry } from './entries.js';

const told = words.repoFiles;
const NUMBER = 'px-3 py-1.5 text-right whitespace-nowrap text-ink-soft tabular-nums';

/** What is told of a file or folder behind its name. */
export function FileCells({ entry }: { entry: Entry }) {
  const { params } = useRepo();
  return (
    <>
      <td className={`${NUMBER} max-md:hidden`}>{entry.type === 'folder' ? count(entry.files) : ''}</td>
      <td className={NUMBER}>{count(entry.lines)}</td>
      <td className={`${NUMBER} max-md:hidden`}>{bytes(entry.size)}</td>
      <td className="px-3 py-1.5 text-ink-soft max-md:hidden">
        {entry.language == null ? '' : languageName(entry.language)}
      </td>
      <td className="px-3 py-1.5 pr-4 text-right">
        <Link
          to="/repos/$owner/$repo/graph"
          params={params}
          search={entry.type === 'folder' ? { focus: entry.path } : { view: 'files', focus: entry.path }}
          className={`${LINK} text-xs`}
          aria-label={told.graphOf(entry.path)}
        >
          {told.graph}
        </Link>
      </td>
    </>
  );
}

/** A file by its name, which leads to GitHub. */
export function FileName({ entry, name }: { entry: Entry; name: string }) {
  const { repo } = useRepo();
  return (
    <External href={blobUrl(repo, entry.path)} className="wrap-anywhere">
      {name}
    </External>
  );
}
