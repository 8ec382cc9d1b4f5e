import { useInfiniteQuery } from '@tanstack/react-query';
import { Badge, type Tone } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { FilterSelect } from '../../ui/field.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { SearchBox } from '../../ui/search-box.js';
import { Empty } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { executionLogs } from './queries.js';
import { LEVELS } from './search.js';

const said = words.executions.log;
const TONES: Readonly<Record<string, Tone>> = {
  WARNING: 'yellow',
  ERROR: 'red',
  CRITICAL: 'red',
  INFO: 'blue',
  DEBUG: 'grey',
};
type Level = (typeof LEVELS)[number];

interface Props {
  id: string;
  /** It may write more. */
  isOpen: boolean;
  level: Level | undefined;
  q: string | undefined;
  onFilter: (filter: { level?: Level | undefined; q?: string | undefined }) => void;
}

/** The log of a run, oldest first, as it is written. */
export function RunLog({ id, isOpen, level, q, onFilter }: Props) {
  const log = useInfiniteQuery({
    ...executionLogs(id, { ...(level && { level }), ...(q && { q }) }),
    refetchInterval: isOpen ? 3000 : false,
  });
  return (
    <Card
      title={said.title}
      flush
      actions={
        <span className="flex flex-wrap gap-2">
          <FilterSelect
            name={said.anyLevel}
            value={level}
            all={said.anyLevel}
            options={LEVELS}
            onChange={(next) => onFilter({ level: next as Level | undefined })}
          />
          <SearchBox value={q} placeholder={said.search} onChange={(next) => onFilter({ q: next })} />
        </span>
      }
    >
      <PagedRows of={log} empty={<Empty title={said.none} />}>
        {(lines) => (
          <ol className="divide-y divide-line font-mono text-xs">
            {lines.map((line) => (
              <li key={line.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-1.5">
                <span className="text-ink-faint">
                  <Time at={line.at} full />
                </span>
                <Badge tone={TONES[line.level] ?? 'grey'}>{line.level}</Badge>
                {line.step !== null && <span className="text-ink-soft">{line.step}</span>}
                <span className="min-w-0 flex-1 basis-64 break-words whitespace-pre-wrap">{line.message}</span>
              </li>
            ))}
          </ol>
        )}
      </PagedRows>
    </Card>
  );
}
