import { useCallback } from 'react';
import { Button } from '../../ui/button.js';
import { FilterSelect, Select } from '../../ui/field.js';
import { Filters } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { words } from '../../words/en.js';
import { RepositoryFilter } from '../reviews/review-filters.js';
import type { Asked } from './finding-queries.js';
import { CATEGORIES, present, SEVERITIES, STATES } from './search.js';

const { filters } = words.findings;

/** What the inbox is narrowed by; all of it stands in the address. */
export function FindingFilters({ asked, onAsk }: { asked: Asked; onAsk: (asked: Asked) => void }) {
  const set = useCallback(
    (change: Parameters<typeof present>[0]) => onAsk(present({ ...asked, ...change })),
    [asked, onAsk],
  );
  const find = useCallback((path: string | undefined) => set({ path }), [set]);
  return (
    <Filters>
      <Select
        aria-label={filters.state}
        value={asked.state ?? 'open'}
        onChange={({ target }) => set({ state: STATES.find((state) => state === target.value && state !== 'open') })}
      >
        {STATES.map((state) => (
          <option key={state} value={state}>
            {filters.states[state]}
          </option>
        ))}
      </Select>
      <FilterSelect
        name={filters.severity}
        value={asked.severity}
        all={filters.anySeverity}
        options={SEVERITIES}
        onChange={(severity) => set({ severity: SEVERITIES.find((each) => each === severity) })}
      />
      <FilterSelect
        name={filters.category}
        value={asked.category}
        all={filters.anyCategory}
        options={CATEGORIES}
        onChange={(category) => set({ category: CATEGORIES.find((each) => each === category) })}
      />
      <RepositoryFilter value={asked.repo} onChange={(repo) => set({ repo })} />
      <SearchBox value={asked.path} placeholder={filters.path} onChange={find} />
      {Object.keys(asked).length > 0 && (
        <Button look="quiet" onClick={() => onAsk({})}>
          {words.common.clearFilters}
        </Button>
      )}
    </Filters>
  );
}
