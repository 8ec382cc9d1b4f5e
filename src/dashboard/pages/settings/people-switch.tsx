import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { Installation } from '../../layout/use-installation.js';
import { Card } from '../../ui/card.js';
import { Checkbox } from '../../ui/field.js';
import { Loaded } from '../../ui/loaded.js';
import { SkeletonRows } from '../../ui/states.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';

const { people } = words.settings;

/** Whether something is remembered of how people work. */
export function PeopleSwitch({ installation: { id } }: { installation: Installation }) {
  const client = useQueryClient();
  const route = api.installations[':id']['developer-memories'];
  const param = { id: String(id) };
  const queryKey = ['settings', id, 'people'];
  const found = useQuery({ queryKey, queryFn: () => answerOf(route.$get({ param, query: {} })) });
  const turn = useMutation({
    mutationFn: (enabled: boolean) => answerOf(route.$patch({ param, query: {}, json: { enabled } })),
    onSuccess: (now) => {
      client.setQueryData(queryKey, now);
      say(words.common.saved);
    },
    onError: complain,
  });
  return (
    <Card title={people.title}>
      <Loaded of={found} waiting={<SkeletonRows rows={1} />}>
        {({ enabled }) => (
          <label className="flex items-baseline gap-2.5 text-sm">
            <Checkbox
              className="relative top-0.5 shrink-0"
              checked={enabled}
              disabled={turn.isPending}
              onChange={({ target }) => turn.mutate(target.checked)}
            />
            <span>
              <span className="font-medium">{people.label}</span>
              <span className="block text-ink-soft">{people.hint}</span>
            </span>
          </label>
        )}
      </Loaded>
    </Card>
  );
}
