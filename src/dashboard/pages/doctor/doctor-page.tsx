import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { AdminsOnly } from '../../layout/admins-only.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';

const { doctor: said } = words;

/** What is wrong with the server, and how to mend it: what is red stands first. */
export function DoctorPage() {
  return (
    <Page title={said.title} lead={said.lead}>
      <AdminsOnly>
        <Diagnosis />
      </AdminsOnly>
    </Page>
  );
}

function Diagnosis() {
  const query = useQuery({
    queryKey: ['doctor'],
    queryFn: () => answerOf(api.doctor.$get({ query: {} })),
    staleTime: 10_000,
    // Looking asks Claude for an answer: that is for people to begin.
    refetchOnWindowFocus: false,
  });
  const checks = query.data?.checks ?? [];
  const wrong = checks.filter(({ ok }) => !ok);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm">
          {query.data === undefined
            ? query.isFetching && said.looking
            : wrong.length === 0
              ? said.well(checks.length)
              : said.wrong(wrong.length, checks.length)}{' '}
          {query.data !== undefined && (
            <span className="text-ink-soft">
              {said.at} <Time at={query.data.checked_at} />
            </span>
          )}
        </p>
        <Button busy={query.isFetching} onClick={() => void query.refetch()}>
          {said.again}
        </Button>
      </div>
      <Card flush>
        <Loaded of={query}>
          {() => (
            <ul className="divide-y divide-line">
              {[...wrong, ...checks.filter(({ ok }) => ok)].map((check, at) => (
                <Row key={`${check.name} ${at}`} check={check} />
              ))}
            </ul>
          )}
        </Loaded>
      </Card>
    </>
  );
}

function Row({
  check: { name, ok, found, mend },
}: {
  check: { name: string; ok: boolean; found: string; mend: string | null };
}) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 px-4 py-2.5 text-sm sm:grid-cols-[11rem_4.5rem_minmax(0,1fr)]">
      <span className="font-medium break-words">{name}</span>
      <span>
        <Badge tone={ok ? 'green' : 'red'}>{ok ? said.isWell : said.isWrong}</Badge>
      </span>
      <span className="min-w-0 break-words max-sm:col-span-2">
        {found}
        {mend !== null && <span className="mt-0.5 block text-ink-soft">→ {mend}</span>}
      </span>
    </li>
  );
}
