import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useConnectedRepos } from '../../api/repositories.js';
import { useSession } from '../../api/session.js';
import { Card } from '../../ui/card.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { EditMemory } from './edit-memory.js';
import { mayChange } from './may-change.js';
import { memoryList, type Memory, type MemoryFilter } from './memory-queries.js';
import { MemoryRow } from './memory-row.js';

const STATE_OF = { active: 'active', candidates: 'candidate', stale: 'stale', disabled: 'disabled' } as const;

/** The memories of a tab. */
export function MemoryList({
  tab,
  filter,
}: {
  tab: keyof typeof STATE_OF;
  filter: Pick<MemoryFilter, 'repo' | 'type' | 'q'>;
}) {
  const list = useInfiniteQuery(memoryList({ ...filter, state: STATE_OF[tab] }));
  const session = useSession();
  const repos = useConnectedRepos();
  const [edited, setEdited] = useState<Memory | null>(null);
  const isFiltered = filter.type !== undefined || filter.q !== undefined || filter.repo !== undefined;
  return (
    <Card flush>
      <PagedRows
        of={list}
        empty={
          <Empty
            title={isFiltered ? words.memory.noMatch : words.memory.empty[tab]}
            hint={isFiltered ? undefined : words.memory.emptyHint[tab]}
          />
        }
      >
        {(memories) => (
          <ul className="divide-y divide-line">
            {memories.map((memory) => (
              <MemoryRow
                key={memory.id}
                memory={memory}
                mayChange={mayChange(memory, session, repos)}
                isAboutMe={memory.about !== null && memory.about === session.user?.login}
                onEdit={() => setEdited(memory)}
              />
            ))}
          </ul>
        )}
      </PagedRows>
      {edited !== null && <EditMemory memory={edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}
