import { Link } from '@tanstack/react-router';
import { Joints } from '../../../ui/joints.js';
import { LINK } from '../../../ui/links.js';
import type { RepoParams } from '../repo-queries.js';

/** A file or folder by its path; leads to what is around it. */
export function PathLink({ params, path }: { params: RepoParams; path: string }) {
  return (
    <Link
      to="/repos/$owner/$repo/graph"
      params={params}
      search={{ view: 'files', focus: path }}
      className={`${LINK} font-mono text-xs break-words`}
    >
      <Joints of={path} />
    </Link>
  );
}
