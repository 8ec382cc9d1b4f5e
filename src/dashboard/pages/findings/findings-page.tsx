import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { Page } from '../../ui/page.js';
import { words } from '../../words/en.js';
import { FindingFilters } from './finding-filters.js';
import type { Asked } from './finding-queries.js';
import { Inbox } from './inbox.js';

const route = getRouteApi('/app/findings');

/** `/findings`. */
export function FindingsPage() {
  const { finding, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const key = JSON.stringify(filters);
  const asked = useMemo(() => JSON.parse(key) as Asked, [key]);
  const ask = useCallback((next: Asked) => void navigate({ search: next, replace: true }), [navigate]);
  const show = useCallback(
    (id: string | undefined, { replace = false } = {}) =>
      void navigate({ search: id === undefined ? asked : { ...asked, finding: id }, replace }),
    [navigate, asked],
  );
  return (
    <Page title={words.findings.title} lead={words.findings.lead}>
      <FindingFilters asked={asked} onAsk={ask} />
      {/* Other filters are another list, with nothing selected. */}
      <Inbox key={key} asked={asked} shown={finding} onShow={show} clear={() => ask({})} />
    </Page>
  );
}
