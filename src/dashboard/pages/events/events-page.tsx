import { getRouteApi } from '@tanstack/react-router';
import { AdminsOnly } from '../../layout/admins-only.js';
import { RepoFilter } from '../../layout/repo-filter.js';
import { Button } from '../../ui/button.js';
import { FilterSelect } from '../../ui/field.js';
import { Filters, Page } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { words } from '../../words/en.js';
import { EventDetail } from './event-detail.js';
import { EventList } from './event-list.js';
import { EVENT_STATUSES, type EventsSearch } from './search.js';

const route = getRouteApi('/app/events');

/** What came in and what became of it; the dead letters are given another try. */
export function EventsPage() {
  const search = route.useSearch();
  const { status, type, repo, id } = search;
  const navigate = route.useNavigate();
  const show = (change: EventsSearch, replace = true) =>
    void navigate({ search: { ...search, ...change }, replace, resetScroll: false });
  const isFiltered = status !== undefined || type !== undefined || repo !== undefined;
  return (
    <Page title={words.events.title} lead={words.events.lead}>
      <AdminsOnly>
        <Filters>
          <FilterSelect
            name={words.events.status}
            value={status}
            options={EVENT_STATUSES.map((one) => [one, words.events.statuses[one]] as const)}
            all={words.events.allStatuses}
            onChange={(chosen) => show({ status: EVENT_STATUSES.find((one) => one === chosen) })}
          />
          <SearchBox value={type} placeholder={words.events.type} onChange={(typed) => show({ type: typed })} />
          <RepoFilter value={repo} onChange={(chosen) => show({ repo: chosen })} />
          {isFiltered && (
            <Button look="quiet" onClick={() => show({ status: undefined, type: undefined, repo: undefined })}>
              {words.common.clearFilters}
            </Button>
          )}
        </Filters>
        <EventList filter={{ status, type, repo }} chosen={id} onChoose={(one) => show({ id: one }, false)} />
        {id !== undefined && <EventDetail id={id} onClose={() => show({ id: undefined })} />}
      </AdminsOnly>
    </Page>
  );
}
