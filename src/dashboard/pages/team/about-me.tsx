import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External, RepoLink } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { More } from '../../ui/more.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { memoryList, type Memory } from '../memory/memory-queries.js';
import { useMemoryActions } from '../memory/use-memory-actions.js';

const { me } = words.team;

/** What is stored about the person who looks: nobody else sees it, and it is theirs to hide and to forget. */
export function AboutMe() {
  const list = useInfiniteQuery(memoryList({ about: 'me' }));
  const { turn, forget } = useMemoryActions();
  const all = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      title={me.title}
      flush
      actions={
        all.length > 1 && (
          <Button small look="danger" busy={forget.isPending} onClick={() => forget.mutate(all)}>
            {me.forgetAll}
          </Button>
        )
      }
    >
      <Named />
      <p className="border-t border-line px-4 pt-3 text-sm text-ink-soft">{me.lead}</p>
      <Loaded of={list} waiting={<SkeletonRows rows={2} />}>
        {() =>
          all.length === 0 ? (
            <Empty title={me.empty} hint={me.emptyHint} />
          ) : (
            <ul className="mt-2 divide-y divide-line border-t border-line">
              {all.map((memory) => (
                <li key={memory.id} className="flex flex-col gap-2 px-4 py-2.5 text-sm sm:flex-row sm:items-center">
                  <div className="min-w-0 flex-1">
                    <p className="break-words">
                      <InlineCode text={memory.text} />
                    </p>
                    <Origin memory={memory} />
                  </div>
                  <div className="flex shrink-0 gap-1.5">
                    {memory.state === 'active' && (
                      <Button small onClick={() => turn.mutate({ memory, state: 'disabled' })}>
                        {me.hide}
                      </Button>
                    )}
                    {memory.state === 'disabled' && (
                      <Button small onClick={() => turn.mutate({ memory, state: 'active' })}>
                        {me.show}
                      </Button>
                    )}
                    <Button small look="danger" onClick={() => forget.mutate([memory])}>
                      {me.forget}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More of={list} />
    </Card>
  );
}

/** Whether the person is named as somebody who knows code, anywhere. */
function Named() {
  const client = useQueryClient();
  const found = useQuery({ queryKey: ['me'], queryFn: () => answerOf(api.me.$get({ query: {} })) });
  const choose = useMutation({
    mutationFn: (isNamed: boolean) => answerOf(api.me.$patch({ query: {}, json: { is_named: isNamed } })),
    onSuccess: (now) => {
      client.setQueryData(['me'], now);
      void client.invalidateQueries({ queryKey: ['repo'] });
      say(now.is_named ? me.nowNamed : me.nowUnnamed);
    },
    onError: complain,
  });
  return (
    <Loaded of={found} waiting={<SkeletonRows rows={1} />}>
      {({ is_named: isNamed }) => (
        <div className="flex flex-col gap-2 px-4 py-3 text-sm sm:flex-row sm:items-center">
          <p className="min-w-0 flex-1 text-ink-soft">{isNamed ? me.named : me.unnamed}</p>
          <Button small busy={choose.isPending} onClick={() => choose.mutate(!isNamed)}>
            {isNamed ? me.doNotName : me.nameMe}
          </Button>
        </div>
      )}
    </Loaded>
  );
}

function Origin({ memory: { handle, type, state, repo, source } }: { memory: Memory }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2.5 text-xs text-ink-soft">
      <span className="font-mono text-ink-faint">{handle}</span>
      <Badge>{words.memory.types[type]}</Badge>
      {state !== 'active' && <Badge tone={state === 'disabled' ? 'grey' : 'yellow'}>{me.states[state]}</Badge>}
      {repo === null ? <span>{words.memory.row.everywhere}</span> : <RepoLink repo={repo} />}
      <span>
        {words.memory.row.from}{' '}
        {source.link === null ? (
          words.memory.row.sources[source.kind]
        ) : (
          <External href={source.link}>{words.memory.row.sources[source.kind]}</External>
        )}
      </span>
    </p>
  );
}
