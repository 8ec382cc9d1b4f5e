import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { RepoParams } from './repo-queries.js';

/** Connects, scans anew and disconnects a repository, and says what became of it. */
export function useRepoActions(param: RepoParams) {
  const client = useQueryClient();
  const name = `${param.owner}/${param.repo}`;
  const refresh = () =>
    Promise.all(['repos', 'repo', 'scan', 'overview'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const done = (text: string) => {
    say(text);
    return refresh();
  };
  const once = () => ({ headers: { 'Idempotency-Key': crypto.randomUUID() } });
  const connect = useMutation({
    mutationFn: () => answerOf(api.repos[':owner'][':repo'].install.$post({ param, query: {} }, once())),
    onSuccess: ({ scan }) => done(words.repos.connected(name, scan !== null)),
    onError: complain,
  });
  const rescan = useMutation({
    mutationFn: () => answerOf(api.repos[':owner'][':repo'].rescan.$post({ param, query: {} }, once())),
    onSuccess: () => done(words.repos.rescanned(name)),
    onError: complain,
  });
  const disconnect = useMutation({
    mutationFn: (purge: boolean) =>
      answerOf(api.repos[':owner'][':repo'].install.$delete({ param, query: { purge: purge ? 'true' : 'false' } })),
    onSuccess: ({ memories_deleted }) => done(words.repos.disconnected(name, memories_deleted)),
    onError: complain,
  });
  return { connect, rescan, disconnect };
}
