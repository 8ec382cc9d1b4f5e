import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { MEMORY_TYPES } from '../../../memory/types.js';
import { RepoFilter, RepoSelect } from '../../layout/repo-filter.js';
import { Button } from '../../ui/button.js';
import { FilterSelect } from '../../ui/field.js';
import { Filters, Page } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { TabLinks } from '../../ui/tab-links.js';
import { words } from '../../words/en.js';
import { AddMemory } from './add-memory.js';
import { MemoryList } from './memory-list.js';
import { memoryStats } from './memory-queries.js';
import { ProjectMap } from './project-map.js';
import type { MemorySearch } from './search.js';
import { useMemoryPlaces } from './use-memory-places.js';
import { UsageFigures } from './usage-figures.js';

const route = getRouteApi('/app/memory');
const { tabs } = words.memory;

/** What is remembered, and what is to be said of it. */
export function MemoryPage() {
  const search = route.useSearch();
  const { tab, repo, type, q } = search;
  const navigate = route.useNavigate();
  const [isAdding, setAdding] = useState(false);
  const usage = useQuery(memoryStats(repo));
  const stats = usage.data;
  const places = useMemoryPlaces();
  const show = (change: MemorySearch) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Page
      title={words.memory.title}
      lead={words.memory.lead}
      actions={
        <Button
          look="primary"
          disabled={places.length === 0}
          title={places.length === 0 ? words.memory.mayNotAdd : undefined}
          onClick={() => setAdding(true)}
        >
          {words.memory.add}
        </Button>
      }
    >
      <UsageFigures of={usage} />
      <TabLinks
        label={words.memory.title}
        tabs={[
          { name: tabs.active, search: { tab: undefined }, count: stats?.by_state.active },
          { name: tabs.candidates, search: { tab: 'candidates' }, count: stats?.by_state.candidate },
          { name: tabs.stale, search: { tab: 'stale' }, count: stats?.by_state.stale },
          { name: tabs.disabled, search: { tab: 'disabled' }, count: stats?.by_state.disabled },
          { name: tabs.map, search: { tab: 'map' } },
        ]}
      />
      <Filters>
        {tab === 'map' ? (
          <RepoSelect value={repo} onChange={(chosen) => show({ repo: chosen })} />
        ) : (
          <>
            <RepoFilter value={repo} onChange={(chosen) => show({ repo: chosen })} />
            <FilterSelect
              name={words.memory.type}
              value={type}
              options={MEMORY_TYPES.map((each) => [each, words.memory.types[each]] as const)}
              all={words.memory.allTypes}
              onChange={(chosen) => show({ type: MEMORY_TYPES.find((each) => each === chosen) })}
            />
            <SearchBox value={q} placeholder={words.memory.search} onChange={(typed) => show({ q: typed })} />
          </>
        )}
      </Filters>
      {tab === 'map' ? <ProjectMap repo={repo} /> : <MemoryList tab={tab ?? 'active'} filter={{ repo, type, q }} />}
      {isAdding && <AddMemory places={places} repo={repo} onClose={() => setAdding(false)} />}
    </Page>
  );
}
