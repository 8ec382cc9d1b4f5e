import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { dump, load } from 'js-yaml';
import { useDeferredValue, useState } from 'react';
import { answerOf, api, ApiProblem } from '../../../api/client.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { Code } from '../../../ui/code.js';
import { Textarea } from '../../../ui/field.js';
import { isSame } from '../../../ui/is-same.js';
import { complain, say } from '../../../ui/toast.js';
import { UnsavedGuard } from '../../../ui/unsaved.js';
import { words } from '../../../words/en.js';
import type { Workflow } from '../queries.js';
import { FormPane } from './form-pane.js';
import { NEW_DEFINITION, type Written } from './written.js';

const said = words.workflows.editor;
const yamlOf = (written: Written): string => dump(written, { lineWidth: 120, noRefs: true });

interface Props {
  /** Null: a new one. */
  of: Workflow | null;
  installation: number;
  mayChange: boolean;
}

/** A definition as a form and as YAML side by side; whichever is changed, the other follows. Checked while one types. */
export default function DefinitionEditor({ of, installation, mayChange }: Props) {
  const [start, setStart] = useState(() => startOf(of));
  const [written, setWritten] = useState(start.written);
  const [yaml, setYaml] = useState(() => yamlOf(written));
  const [noYaml, setNoYaml] = useState<string | null>(null);
  const fromForm = (next: Written) => {
    setWritten(next);
    setYaml(yamlOf(next));
    setNoYaml(null);
  };
  const settled = useDeferredValue(written);
  const check = useQuery({
    // Below those that are read anew when one is made, renamed or removed: its name may be free no more.
    queryKey: ['workflows', 'check', settled, installation, of?.id],
    queryFn: () =>
      answerOf(
        api.workflows.check.$post({
          query: { installation_id: String(installation), ...(of !== null && { workflow_id: of.id }) },
          json: settled,
        }),
      ),
    enabled: mayChange,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const begin = (next: Start) => {
    setStart(next);
    fromForm(next.written);
  };
  const save = useSave(of, { installation, version: start.version, onSaved: begin });
  const changed = noYaml !== null || !isSame(start.written, written);
  const isOld = of !== null && of.version > start.version && !save.isPending;
  // Nothing is lost by it.
  if (isOld && !changed) begin(startOf(of));
  if (!mayChange) return <Card title={said.yaml}>{<Code text={yamlOf(shownOf(of))} language="yaml" />}</Card>;
  const fromYaml = (text: string) => {
    setYaml(text);
    try {
      const read = load(text);
      if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('a mapping is wanted');
      setWritten(read as Written);
      setNoYaml(null);
    } catch (error) {
      setNoYaml(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  };
  const errors = check.data?.errors ?? [];
  const mayBeSaved = !isOld && noYaml === null && check.data !== undefined && errors.length === 0 && !check.isFetching;
  return (
    <div className="flex flex-col gap-4">
      <UnsavedGuard changed={changed} />
      {isOld && (
        <div
          role="alert"
          className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-yellow-soft px-4 py-3 text-sm"
        >
          <p>{said.meanwhile(of.version)}</p>
          <Button onClick={() => begin(startOf(of))}>{said.load(of.version)}</Button>
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title={said.form}>
          <FormPane
            value={written}
            onChange={fromForm}
            noName={errors.find(({ field }) => field === 'name')?.detail ?? null}
          />
        </Card>
        <Card title={said.yaml} className="lg:sticky lg:top-4">
          <Textarea
            aria-label={said.yaml}
            spellCheck={false}
            rows={24}
            className="w-full font-mono text-xs"
            value={yaml}
            onChange={({ target }) => fromYaml(target.value)}
          />
          <div aria-live="polite" className="mt-3 text-sm">
            {noYaml !== null && (
              <p className="text-red">
                {said.noYaml} {noYaml}
              </p>
            )}
            {noYaml === null && errors.length > 0 && (
              <>
                <p className="text-red">{said.wrong}</p>
                <ul className="mt-1 flex flex-col gap-1">
                  {errors.map(({ field, detail }) => (
                    <li key={`${field} ${detail}`}>
                      <code className="font-mono text-xs">{field}</code> {detail}
                    </li>
                  ))}
                </ul>
              </>
            )}
            {mayBeSaved && <p className="text-green">{said.check}</p>}
            {check.error !== null && <p className="text-red">{check.error.message}</p>}
          </div>
        </Card>
      </div>
      <div className="flex justify-end">
        <Button look="primary" disabled={!mayBeSaved} busy={save.isPending} onClick={() => save.mutate(written)}>
          {of === null ? said.create : said.save}
        </Button>
      </div>
    </div>
  );
}

/** What the editor began with. */
interface Start {
  written: Written;
  /** 0: it is a new one. */
  version: number;
}

function startOf(of: Workflow | null): Start {
  return of === null ? { written: NEW_DEFINITION, version: 0 } : { written: of.written ?? {}, version: of.version };
}

/** What is part of Nectr has no written form: what is known of it is shown. */
function shownOf(of: Workflow | null): Written {
  if (of === null) return {};
  return of.written ?? { name: of.name, on: of.on, if: of.if, config: of.config, do: of.do };
}

interface Saving {
  installation: number;
  version: number;
  onSaved: (saved: Start) => void;
}

function useSave(of: Workflow | null, { installation, version, onSaved }: Saving) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (written: Written) =>
      of === null
        ? answerOf(api.workflows.$post({ query: {}, json: { ...written, installation_id: installation } }))
        : answerOf(
            api.workflows[':id'].$patch({
              param: { id: of.id },
              query: { installation_id: String(installation), version: String(version) },
              // What was taken away is told to be gone.
              json: { ...Object.fromEntries(Object.keys(of.written ?? {}).map((key) => [key, null])), ...written },
            }),
          ),
    onSuccess: async (saved) => {
      say(`${said.saved} ${saved.version}.`);
      onSaved(startOf(saved));
      await client.invalidateQueries({ queryKey: ['workflows'] });
      // A webhook's secret is shown this once: its page is where it can be made anew.
      await navigate({
        to: '/workflows/$id',
        params: { id: saved.id },
        search: { installation, tab: of === null ? 'triggers' : 'definition' },
        ignoreBlocker: true,
      });
    },
    onError: (error) => {
      // Somebody else has saved one: it is shown which.
      if (error instanceof ApiProblem && error.status === 409)
        void client.invalidateQueries({ queryKey: ['workflows', of?.id] });
      complain(
        error instanceof ApiProblem && error.errors.length > 0
          ? error.errors.map(({ field, detail }) => `${field}: ${detail}`).join('\n')
          : error,
      );
    },
  });
}
