import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { SchemaForm } from '../../ui/schema-form.js';
import { complain, say } from '../../ui/toast.js';
import { useChanged } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';
import { integrationTypes, type Integration } from './queries.js';

const said = words.integrations;
type Values = Record<string, unknown>;

interface Props {
  /** Null: a new one. */
  of: Integration | null;
  installation: number;
  onClose: () => void;
}

/** Connects a service, or changes how it is connected. Credentials that are there are kept unless new ones are given. */
export function IntegrationDialog({ of, installation, onClose }: Props) {
  const client = useQueryClient();
  const types = useQuery(integrationTypes);
  const choices = (types.data?.items ?? []).filter(({ built_in }) => !built_in);
  const [chosen, setChosen] = useState<string>(of?.type ?? '');
  const type = choices.find((each) => each.type === (chosen || choices[0]?.type));
  const nothing = type?.nothing_to_connect ?? null;
  const [name, setName] = useState(of?.name ?? '');
  const [isOn, setOn] = useState(of?.enabled ?? true);
  const [config, setConfig] = useState<Values>(of?.config ?? {});
  const [credentials, setCredentials] = useState<Values>({});
  const changed = useChanged([chosen, name.trim(), isOn, config, credentials]);
  const save = useMutation({
    mutationFn: () => {
      const given = { name: name.trim() || (type?.type ?? ''), config, enabled: isOn };
      const mayKeep = Object.keys(credentials).length === 0;
      return of === null
        ? answerOf(
            api.integrations.$post({
              query: {},
              json: { ...given, credentials, installation_id: installation, type: type?.type ?? 'slack' },
            }),
          )
        : answerOf(
            api.integrations[':id'].$patch({
              param: { id: of.id ?? '' },
              query: {},
              json: { ...given, ...(!mayKeep && { credentials }) },
            }),
          );
    },
    onSuccess: async (saved) => {
      say(of === null ? said.connected(saved.name) : said.changed(saved.name));
      await client.invalidateQueries({ queryKey: ['integrations'] });
      onClose();
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem) || error.errors.length === 0) complain(error);
    },
  });
  const problems = save.error instanceof ApiProblem ? save.error.errors : [];
  const under = (part: string) =>
    Object.fromEntries(
      problems
        .filter(({ field }) => field.startsWith(`body.${part}.`))
        .map(({ field, detail }) => [field.split('.')[2] ?? '', detail]),
    );
  const others = problems.filter(({ field }) => !/^body\.(config|credentials)\./.test(field));
  return (
    <FormDialog changed={changed} onClose={onClose} title={of === null ? said.add : of.name} wide>
      <form
        className="flex flex-col gap-4"
        onSubmit={(submit) => {
          submit.preventDefault();
          save.mutate();
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={said.service}>
            {(ids) => (
              <Select
                {...ids}
                disabled={of !== null}
                value={type?.type ?? ''}
                onChange={({ target }) => {
                  setChosen(target.value);
                  setConfig({});
                  setCredentials({});
                }}
              >
                {choices.map((each) => (
                  <option key={each.type} value={each.type}>
                    {each.title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={said.name}>
            {(ids) => (
              <Input
                {...ids}
                value={name}
                placeholder={type?.type ?? ''}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
        </div>
        {nothing !== null && (
          <p role="note" className="rounded-md bg-yellow-soft px-3 py-2 text-sm">
            {nothing}
          </p>
        )}
        {type !== undefined && nothing === null && (
          <>
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-2 text-sm font-semibold">{said.config}</legend>
              <SchemaForm schema={type.config_schema} value={config} onChange={setConfig} errors={under('config')} />
            </fieldset>
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-2 text-sm font-semibold">{said.credentials}</legend>
              {of?.credentials_set === true && <p className="text-xs text-ink-soft">{said.keep}</p>}
              <SchemaForm
                schema={type.credentials_schema}
                value={credentials}
                onChange={setCredentials}
                errors={under('credentials')}
                secret
              />
            </fieldset>
          </>
        )}
        <label className="flex items-center gap-2 text-sm">
          <Checkbox checked={isOn} onChange={({ target }) => setOn(target.checked)} /> {said.enabled}
        </label>
        {others.length > 0 && (
          <ul role="alert" className="text-sm text-red">
            {others.map(({ field, detail }) => (
              <li key={field}>
                <code className="font-mono text-xs">{field.replace(/^body\./, '')}</code> {detail}
              </li>
            ))}
          </ul>
        )}
        <DialogActions>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            type="submit"
            look="primary"
            busy={save.isPending}
            disabled={of === null && (type === undefined || nothing !== null)}
          >
            {of === null ? said.connect : words.common.save}
          </Button>
        </DialogActions>
      </form>
    </FormDialog>
  );
}
