import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { useMayWrite } from '../../api/repositories.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { LINK, RepoLink } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Time } from '../../ui/time.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { FiguresTable } from './figures-table.js';
import { PullsList } from './pulls-list.js';
import { ReplayProgress } from './replay-progress.js';
import { isUnderWay, replayQuery, type Replay } from './replay-queries.js';

const route = getRouteApi('/app/replay/$id');
const said = words.replay;

/** One replay: how far it is, what each setting comes to, and what it said of each pull request. */
export function ReplayDetailPage() {
  const { id } = route.useParams();
  const answer = useQuery(replayQuery(id));
  const of = answer.data;
  return (
    <Page
      title={of === undefined ? said.title : said.titleOf(of.repo)}
      lead={of === undefined ? undefined : <Lead of={of} />}
      actions={of === undefined ? null : <Cancel of={of} />}
    >
      <Loaded of={answer}>
        {(replay) => (
          <>
            <ReplayProgress of={replay} />
            <Card title={said.figures.title} flush>
              <FiguresTable of={replay} />
            </Card>
            <Card title={said.pullsTitle} flush>
              <PullsList of={replay} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lead({ of }: { of: Replay }) {
  return (
    <span className="flex flex-wrap gap-x-2 [overflow-wrap:anywhere]">
      <RepoLink repo={of.repo} />
      <span>
        {said.startedBy(of.requested_by)} <Time at={of.created_at} />
      </span>
      <Link to="/replay" search={{ repo: of.repo }} className={LINK}>
        {said.all}
      </Link>
    </span>
  );
}

function Cancel({ of }: { of: Replay }) {
  const client = useQueryClient();
  const mayWrite = useMayWrite(of.repo);
  const cancel = useMutation({
    mutationFn: () => answerOf(api.replays[':id'].cancel.$post({ param: { id: of.id }, query: {} })),
    onSuccess: () => say(said.cancelled),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['replay'] }),
  });
  if (!isUnderWay(of) || !mayWrite) return null;
  return (
    <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
      {said.cancel}
    </Button>
  );
}
