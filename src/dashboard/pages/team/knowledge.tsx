import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { InferResponseType } from 'hono/client';
import { answerOf, api } from '../../api/client.js';
import { count, counted } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';

type Expertise = InferResponseType<(typeof api.repos)[':owner'][':repo']['expertise']['$get'], 200>;

const { folders, gaps, load } = words.team;

/** Of one repository: who knows its folders, where one person is alone with it, and who reviews. */
export function Knowledge({ repo, folder }: { repo: string; folder: string }) {
  const [owner = '', name = ''] = repo.split('/');
  const found = useQuery({
    queryKey: ['repo', repo, 'expertise', folder],
    queryFn: () =>
      answerOf(
        api.repos[':owner'][':repo'].expertise.$get({ param: { owner, repo: name }, query: folder ? { folder } : {} }),
      ),
    staleTime: 300_000,
  });
  return (
    <>
      <Card title={folders.title} actions={<Path repo={repo} folder={folder} />} flush>
        <Loaded of={found}>
          {(data) =>
            data.folders.length === 0 ? (
              <Empty title={folders.empty} hint={folders.emptyHint} />
            ) : (
              <>
                <Table
                  label={folders.title}
                  rows={data.folders}
                  keyOf={({ path }) => path}
                  columns={columnsOf(repo, folder)}
                />
                <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">
                  {folders.source(count(data.source.pulls))}
                </p>
              </>
            )
          }
        </Loaded>
      </Card>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card title={gaps.title}>
          <Loaded of={found} waiting={<SkeletonRows rows={3} />}>
            {(data) => <Gaps of={data} />}
          </Loaded>
        </Card>
        <Card title={load.title} flush>
          <Loaded of={found} waiting={<SkeletonRows rows={3} />}>
            {(data) =>
              data.review_load.length === 0 ? (
                <Empty title={load.empty} hint={load.emptyHint} />
              ) : (
                <>
                  <Table
                    label={load.title}
                    rows={data.review_load}
                    keyOf={({ login }) => login}
                    columns={[
                      { head: load.person, cell: ({ login }) => login },
                      { head: load.open, end: true, cell: ({ open }) => count(open) },
                      { head: load.reviews, end: true, cell: ({ reviews }) => count(reviews) },
                      { head: load.last, wide: true, end: true, cell: ({ last_at: at }) => <Time at={at} /> },
                    ]}
                  />
                  <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">{load.hint}</p>
                </>
              )
            }
          </Loaded>
        </Card>
      </div>
    </>
  );
}

type Folder = Expertise['folders'][number];

function columnsOf(repo: string, folder: string): Column<Folder>[] {
  return [
    {
      head: folders.folder,
      className: 'align-top',
      cell: ({ path }) =>
        path === folder ? (
          <span className="text-ink-soft">{folders.here}</span>
        ) : (
          <Link to="/team" search={{ repo, folder: path }} className={LINK}>
            {path}/
          </Link>
        ),
    },
    {
      head: folders.people,
      cell: ({ people, files }) => {
        const authors = people.filter(({ author_of: authored }) => authored > 0);
        return authors.length === 0 ? (
          <span className="text-ink-faint">{folders.nobody}</span>
        ) : (
          <ul className="flex flex-wrap gap-x-4 gap-y-0.5">
            {authors
              .toSorted((a, b) => (a.login < b.login ? -1 : 1))
              .map((person) => (
                <li key={person.login} className="whitespace-nowrap">
                  {person.login}{' '}
                  <span className="text-xs text-ink-faint">{folders.authorOf(person.author_of, files)}</span>{' '}
                  {person.is_inactive && <Badge title={folders.awayHint}>{folders.away}</Badge>}
                </li>
              ))}
          </ul>
        );
      },
    },
    {
      head: folders.factor,
      wide: true,
      end: true,
      className: 'align-top',
      cell: ({ bus_factor: factor }) =>
        factor === null ? '–' : <span title={folders.factorHint(factor.people, factor.of)}>{factor.people}</span>,
    },
  ];
}

function Gaps({ of: { folder, sole_folders: found } }: { of: Expertise }) {
  if (found.length === 0) return <p className="text-sm text-ink-soft">{gaps.none}</p>;
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {found.map(({ path, login, is_inactive: isAway, author_of: files, of }) => (
        <li key={path}>
          <code className="font-mono text-xs wrap-anywhere">{path === folder ? folders.here : `${path}/`}</code>{' '}
          <span className="text-ink-soft">
            {isAway ? gaps.away(login) : gaps.alone(login)} {gaps.of(files, counted(of, words.team.file))}
          </span>
        </li>
      ))}
      <li className="text-xs text-ink-faint">{gaps.hint}</li>
    </ul>
  );
}

/** The way back up. */
function Path({ repo, folder }: { repo: string; folder: string }) {
  const parts = folder === '' ? [] : folder.split('/');
  return (
    <nav aria-label={folders.path} className="flex min-w-0 flex-wrap gap-1 text-sm">
      <Link to="/team" search={{ repo }} activeOptions={{ exact: true }} className={LINK}>
        {repo}
      </Link>
      {parts.map((part, at) => (
        <span key={part + String(at)} className="inline-flex gap-1">
          <span aria-hidden="true" className="text-ink-faint">
            /
          </span>
          <Link
            to="/team"
            search={{ repo, folder: parts.slice(0, at + 1).join('/') }}
            activeOptions={{ exact: true }}
            className={LINK}
          >
            {part}
          </Link>
        </span>
      ))}
    </nav>
  );
}
