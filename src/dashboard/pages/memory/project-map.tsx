import { useQuery } from '@tanstack/react-query';
import { useConnectedRepos } from '../../api/repositories.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External, RepoLink } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { projectMap } from './memory-queries.js';

const { map } = words.memory;

/** What a repository is, part by part, each with the lines that say so. */
export function ProjectMap({ repo }: { repo: string | undefined }) {
  const [first] = useConnectedRepos();
  const chosen = repo ?? first?.full_name;
  if (chosen === undefined) return <Empty title={map.noRepo} hint={map.noRepoHint} />;
  return <MapOf repo={chosen} />;
}

function MapOf({ repo }: { repo: string }) {
  const found = useQuery(projectMap(repo));
  return (
    <Card title={<RepoLink repo={repo} />} flush>
      <Loaded of={found} waiting={<SkeletonRows rows={6} />}>
        {({ parts }) =>
          parts.length === 0 ? (
            <Empty title={map.empty} hint={map.emptyHint} />
          ) : (
            <dl className="divide-y divide-line">
              {parts.map((part) => (
                <div key={part.id} className="grid gap-1 px-4 py-3 sm:grid-cols-[9rem_1fr] sm:gap-4">
                  <dt className="text-sm font-medium">
                    {map.parts[part.part] ?? part.part}{' '}
                    {part.state !== 'active' && (
                      <Badge tone={part.state === 'stale' ? 'yellow' : 'grey'}>{part.state}</Badge>
                    )}
                  </dt>
                  <dd className="min-w-0 text-sm">
                    <p className="break-words whitespace-pre-wrap">
                      <InlineCode text={part.text} />
                    </p>
                    {part.path !== null && (
                      <p className="mt-1 text-xs wrap-anywhere text-ink-soft">
                        {words.memory.row.from}{' '}
                        {part.link === null ? (
                          `${part.path}:${part.line ?? 1}`
                        ) : (
                          <External href={part.link}>{`${part.path}:${part.line ?? 1}`}</External>
                        )}
                      </p>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          )
        }
      </Loaded>
    </Card>
  );
}
