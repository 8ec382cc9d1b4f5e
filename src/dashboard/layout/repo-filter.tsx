import { useConnectedRepos } from '../api/repo-names.js';
import { FilterSelect } from '../ui/field.js';
import { words } from '../words/en.js';

/** Chooses one of the repositories that are reviewed, or all. */
export function RepoFilter({
  value,
  onChange,
  all = words.common.allRepos,
}: {
  value: string | undefined;
  onChange: (repo: string | undefined) => void;
  all?: string;
}) {
  const names = useConnectedRepos().map((repo) => repo.full_name);
  // One that the address names stays chosen, whether it is in the list or not.
  const options = value === undefined || names.includes(value) ? names : [value, ...names];
  return <FilterSelect name={words.common.repository} value={value} options={options} all={all} onChange={onChange} />;
}
