import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { Memory } from './memory-queries.js';

const { said } = words.memory;

type Named = Pick<Memory, 'id' | 'handle'>;
const of = ({ id }: Named) => ({ param: { id }, query: {} });

/** What people do to a memory; each says that it was done, and what was forgotten can be brought back. */
export function useMemoryActions() {
  const client = useQueryClient();
  const changed = () => client.invalidateQueries({ queryKey: ['memory'] });
  const restore = useMutation({
    mutationFn: (memories: readonly Named[]) =>
      Promise.all(memories.map((memory) => answerOf(api.memory[':id'].restore.$post(of(memory))))),
    onSuccess: (back) => say(said.restored(namesOf(back))),
    onError: complain,
    onSettled: changed,
  });
  const approve = useMutation({
    mutationFn: (memory: Named) => answerOf(api.memory[':id'].approve.$post(of(memory))),
    onSuccess: ({ handle }) => say(said.approved(handle)),
    onError: complain,
    onSettled: changed,
  });
  const turn = useMutation({
    mutationFn: ({ memory, state }: { memory: Named; state: 'active' | 'disabled' }) =>
      answerOf(api.memory[':id'].$patch({ ...of(memory), json: { state } })),
    onSuccess: ({ handle }, { memory, state }) =>
      state === 'active'
        ? say(said.enabled(handle))
        : say(said.disabled(handle), () => turn.mutate({ memory, state: 'active' })),
    onError: complain,
    onSettled: changed,
  });
  const forget = useMutation({
    mutationFn: (memories: readonly Named[]) =>
      Promise.all(memories.map((memory) => answerOf(api.memory[':id'].$delete(of(memory))))),
    onSuccess: (_, memories) => say(said.forgotten(namesOf(memories)), () => restore.mutate(memories)),
    onError: complain,
    onSettled: changed,
  });
  return { approve, turn, forget };
}

const namesOf = (memories: readonly Named[]): string => {
  const [first] = memories;
  return memories.length === 1 && first !== undefined ? first.handle : said.several(memories.length);
};
