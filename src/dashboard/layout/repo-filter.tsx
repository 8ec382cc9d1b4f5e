import { useConnectedRepos } from '../api/repositories.js';
import { FilterSelect, Select } from '../ui/field.js';
import { words } from '../words/en.js';

/** The names that are offered: one that the address names is, whether it is in the list or not. */
function useNames(chosen: string | undefined): readonly string[] {
  const names = useConnectedRepos().map((repo) => repo.full_name);
  return chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];
}

/** Chooses one of the repositories that are reviewed, or all. */
export function RepoFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (repo: string | undefined) => void;
}) {
  return (
    <FilterSelect
      name={words.common.repository}
      value={value}
      options={useNames(value)}
      all={words.common.allRepos}
      onChange={onChange}
    />
  );
}

/** Chooses one of the repositories that are reviewed; nothing where there is none. */
export function RepoSelect({ value, onChange }: { value: string | undefined; onChange: (repo: string) => void }) {
  const names = useNames(value);
  if (names.length === 0) return null;
  return (
    <Select
      aria-label={words.common.repository}
      value={value ?? names[0]}
      onChange={({ target }) => onChange(target.value)}
    >
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  );
}
