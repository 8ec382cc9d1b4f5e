import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import { useConnectedRepos } from '../../api/repositories.js';
import type { Installation } from '../../layout/use-installation.js';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Input, Select } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { isSame } from '../../ui/is-same.js';
import { say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { AMOUNTS, budgetsOf, draftOf, NO_AMOUNTS, type TypedAmounts } from './budget-draft.js';
import { budgetsQuery, type Budgets } from './budgets-query.js';

const { budgets: told } = words.usage;

/** All budgets of an installation at once. Where somebody else changed them meanwhile, theirs are shown first. */
export function EditBudgets({
  installation,
  budgets,
  onClose,
}: {
  installation: Installation;
  budgets: Budgets;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [start, setStart] = useState(() => draftOf(budgets));
  const [draft, setDraft] = useState(start);
  const changed = !isSame(budgetsOf(start), budgetsOf(draft));
  const owned = useConnectedRepos()
    .map((repo) => repo.full_name)
    .filter((name) => name.toLowerCase().startsWith(`${installation.account_login.toLowerCase()}/`));
  const free = owned.filter((name) => draft.repositories.every(({ repository }) => repository !== name));
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.installations[':id'].budgets.$put({
          param: { id: String(installation.id) },
          query: {},
          json: budgetsOf(draft),
        }),
      ).catch(async (error: unknown) => {
        if (isChangedMeanwhile(error)) {
          const theirs = draftOf(await client.fetchQuery({ ...budgetsQuery(installation.id), staleTime: 0 }));
          setStart(theirs);
          setDraft(theirs);
        }
        throw error;
      }),
    onSuccess: async () => {
      say(words.common.saved);
      onClose();
      await client.invalidateQueries({ queryKey: ['usage', 'budgets'] });
    },
  });
  const wrong = save.error === null ? null : saidOf(save.error);
  const change = (at: number, amounts: Partial<TypedAmounts>) =>
    setDraft({
      ...draft,
      repositories: draft.repositories.map((one, index) => (index === at ? { ...one, ...amounts } : one)),
    });
  return (
    <FormDialog changed={changed} wide onClose={onClose} title={told.editTitle} description={told.editHint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Amounts
          name={told.whole(installation.account_login)}
          value={draft.installation}
          onChange={(amounts) => setDraft({ ...draft, installation: { ...draft.installation, ...amounts } })}
        />
        {draft.repositories.map((one, at) => (
          <Amounts
            key={one.repository}
            name={one.repository}
            value={one}
            onChange={(amounts) => change(at, amounts)}
            onRemove={() => setDraft({ ...draft, repositories: draft.repositories.filter((_, index) => index !== at) })}
          />
        ))}
        {free.length > 0 && (
          <Select
            aria-label={told.add}
            value=""
            onChange={({ target }) =>
              setDraft({
                ...draft,
                repositories: [...draft.repositories, { repository: target.value, ...NO_AMOUNTS }],
              })
            }
          >
            <option value="">{told.add}</option>
            {free.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
        {wrong !== null && (
          <p role="alert" className="text-sm text-red">
            {wrong}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            {words.common.save}
          </Button>
        </DialogActions>
      </form>
    </FormDialog>
  );
}

function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 409;
}

function saidOf(error: Error): string {
  if (isChangedMeanwhile(error)) return told.changedMeanwhile;
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return error.message;
  return error.errors.map(({ field, detail }) => `${field.replace(/^body\./, '')}: ${detail}`).join('; ');
}

function Amounts({
  name,
  value,
  onChange,
  onRemove,
}: {
  name: string;
  value: TypedAmounts;
  onChange: (amounts: Partial<TypedAmounts>) => void;
  onRemove?: () => void;
}) {
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-medium">{name}</legend>
      <div className="grid items-end gap-3 sm:grid-cols-3">
        {AMOUNTS.map((key) => (
          <label key={key} className="flex flex-col gap-1 text-xs text-ink-soft">
            {told.amounts[key]}
            <Input
              type="number"
              min={0}
              step={key.endsWith('_tokens') ? 1 : 0.01}
              className="w-full"
              placeholder={told.noLimit}
              value={value[key]}
              onChange={({ target }) => onChange({ [key]: target.value })}
            />
          </label>
        ))}
      </div>
      {onRemove !== undefined && (
        <Button small look="quiet" aria-label={told.removeOf(name)} onClick={onRemove}>
          {told.remove}
        </Button>
      )}
    </fieldset>
  );
}
