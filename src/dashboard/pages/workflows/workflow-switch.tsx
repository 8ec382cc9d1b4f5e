import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Switch } from '../../ui/switch.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';

interface Of {
  id: string;
  installation_id: number;
  name: string;
  origin: string;
  enabled: boolean;
}

/** Whether a workflow works: of a built-in one the switch of the installation, else its status. */
export function WorkflowSwitch({ of }: { of: Of }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (isOn: boolean) =>
      answerOf(
        api.workflows[':id'].$patch({
          param: { id: of.id },
          query: { installation_id: String(of.installation_id) },
          json: of.origin === 'builtin' ? { enabled: isOn } : { status: isOn ? 'active' : 'inactive' },
        }),
      ),
    onSuccess: (_answer, isOn) => say(words.workflows.switched(of.name, isOn)),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['workflows'] }),
  });
  const label = of.enabled ? words.workflows.switchOff(of.name) : words.workflows.switchOn(of.name);
  return (
    <Switch
      label={label}
      checked={change.isPending ? change.variables : of.enabled}
      disabled={change.isPending}
      onChange={(isOn) => change.mutate(isOn)}
    />
  );
}
