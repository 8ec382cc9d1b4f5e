import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { connectedRepositories } from '../../api/repositories.js';
import { Button } from '../../ui/button.js';
import { FilterSelect } from '../../ui/field.js';
import { Filters } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { words } from '../../words/en.js';
import { ORIGINS, SINCE, STATUSES, type ReviewsSearch } from './search.js';

interface Props {
  search: ReviewsSearch;
  onSearch: (search: ReviewsSearch) => void;
  ofOneRepository: boolean;
}

/** What a list of reviews is narrowed by; all of it stands in the address. */
export function ReviewFilters({ search, onSearch, ofOneRepository }: Props) {
  const { filters, statuses, since } = words.reviews;
  const set = useCallback(
    (change: { [K in keyof ReviewsSearch]: ReviewsSearch[K] | undefined }) => {
      const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined);
      onSearch(Object.fromEntries(next));
    },
    [search, onSearch],
  );
  const find = useCallback((q: string | undefined) => set({ q }), [set]);
  const by = useCallback((author: string | undefined) => set({ author }), [set]);
  return (
    <Filters>
      <SearchBox value={search.q} placeholder={filters.find} onChange={find} />
      <FilterSelect
        name={filters.status}
        value={search.status}
        all={filters.anyStatus}
        options={STATUSES.map((status) => [status, statuses[status]] as const)}
        onChange={(status) => set({ status: status as ReviewsSearch['status'] })}
      />
      {!ofOneRepository && <RepositoryFilter value={search.repo} onChange={(repo) => set({ repo })} />}
      <SearchBox value={search.author} placeholder={filters.author} onChange={by} />
      <FilterSelect
        name={filters.origin}
        value={search.origin}
        all={filters.anyOrigin}
        options={ORIGINS}
        onChange={(origin) => set({ origin: origin as ReviewsSearch['origin'] })}
      />
      <FilterSelect
        name={filters.since}
        value={search.since}
        all={filters.anyTime}
        options={SINCE.map((span) => [span, since[span]] as const)}
        onChange={(span) => set({ since: span as ReviewsSearch['since'] })}
      />
      {Object.keys(search).length > 0 && (
        <Button look="quiet" onClick={() => onSearch({})}>
          {words.common.clearFilters}
        </Button>
      )}
    </Filters>
  );
}

/** One of the repositories that are reviewed. What the address says is offered even while they are not known. */
export function RepositoryFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (repo: string | undefined) => void;
}) {
  const { data = [] } = useQuery(connectedRepositories);
  const names = data.map(({ full_name: name }) => name);
  const options = value === undefined || names.includes(value) ? names : [value, ...names];
  return (
    <FilterSelect
      name={words.common.repository}
      value={value}
      all={words.reviews.filters.anyRepository}
      options={options}
      onChange={onChange}
    />
  );
}
