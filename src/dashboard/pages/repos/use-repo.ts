import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { repoQuery, type Repo, type RepoParams } from './repo-queries.js';

const route = getRouteApi('/app/repos/$owner/$repo');

/** The repository that the page is about; the layout shows its pages once it is known. */
export function useRepo(): { params: RepoParams; repo: Repo } {
  const params = route.useParams();
  const { data } = useQuery(repoQuery(params));
  if (data === undefined) throw new Error('a page of a repository is shown inside of its layout');
  return { params, repo: data };
}

/** Where a file stands on GitHub, at a line of it. */
export function blobUrl(
  { url, default_branch }: Pick<Repo, 'url' | 'default_branch'>,
  path: string,
  line?: number | null,
) {
  const at = path.split('/').map(encodeURIComponent).join('/');
  const fragment = line === undefined || line === null ? '' : `#L${line}`;
  return `${url}/blob/${encodeURIComponent(default_branch ?? 'HEAD')}/${at}${fragment}`;
}
