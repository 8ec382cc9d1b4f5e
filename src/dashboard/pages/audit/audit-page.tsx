import { getRouteApi } from '@tanstack/react-router';
import { AdminsOnly } from '../../layout/admins-only.js';
import { Button } from '../../ui/button.js';
import { FilterSelect } from '../../ui/field.js';
import { Filters, Page } from '../../ui/page.js';
import { SearchBox } from '../../ui/search-box.js';
import { words } from '../../words/en.js';
import { AuditList } from './audit-list.js';
import { AUDIT_DAYS, type AuditSearch } from './search.js';

const route = getRouteApi('/app/audit');

/** Who did what, when and from where. */
export function AuditPage() {
  const search = route.useSearch();
  const { actor, action, days } = search;
  const navigate = route.useNavigate();
  const show = (change: AuditSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Page title={words.audit.title} lead={words.audit.lead}>
      <AdminsOnly>
        <Filters>
          <SearchBox value={actor} placeholder={words.audit.actor} onChange={(typed) => show({ actor: typed })} />
          <SearchBox value={action} placeholder={words.audit.action} onChange={(typed) => show({ action: typed })} />
          <FilterSelect
            name={words.audit.when}
            value={days === undefined ? undefined : String(days)}
            options={AUDIT_DAYS.map((one) => [String(one), words.audit.days(one)] as const)}
            all={words.audit.always}
            onChange={(chosen) => show({ days: AUDIT_DAYS.find((one) => String(one) === chosen) })}
          />
          {Object.keys(search).length > 0 && (
            <Button look="quiet" onClick={() => void navigate({ search: {}, replace: true })}>
              {words.common.clearFilters}
            </Button>
          )}
        </Filters>
        <AuditList filter={search} />
      </AdminsOnly>
    </Page>
  );
}
