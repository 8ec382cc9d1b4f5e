import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { SCOPES, type Scope } from '../../../access/caller.js';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { useChanged } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';

const { form } = words.tokens;
const DAYS = [7, 30, 90, 180, 365] as const;

/** Makes a token. */
export function CreateToken({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (made: { name: string; token: string }) => void;
}) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read']);
  const [days, setDays] = useState(90);
  const changed = useChanged([name.trim(), scopes, days]);
  const create = useMutation({
    // Without a key: an answer that holds a secret is kept nowhere.
    mutationFn: () =>
      answerOf(api.tokens.$post({ query: {}, json: { name, scopes: [...scopes], expires_in_days: days } })),
    onSuccess: async (made) => {
      onMade(made);
      onClose();
      await client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  return (
    <FormDialog changed={changed} onClose={onClose} title={words.tokens.create} description={form.hint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Field label={form.name} hint={form.nameHint} error={create.error?.message ?? null}>
          {(ids) => (
            <Input {...ids} required maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <fieldset>
          <legend className="text-sm font-medium">{form.scopes}</legend>
          <ul className="mt-1 flex flex-col gap-1">
            {SCOPES.map((scope) => (
              <li key={scope}>
                <label className="flex items-baseline gap-2 text-sm">
                  <Checkbox
                    className="relative top-0.5"
                    checked={scopes.includes(scope)}
                    onChange={({ target }) =>
                      setScopes(SCOPES.filter((one) => (one === scope ? target.checked : scopes.includes(one))))
                    }
                  />
                  <span className="w-12 font-mono text-xs">{scope}</span>
                  <span className="text-ink-soft">{form.means[scope]}</span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
        <Field label={form.ends}>
          {(ids) => (
            <Select {...ids} value={days} onChange={({ target }) => setDays(Number(target.value))}>
              {DAYS.map((one) => (
                <option key={one} value={one}>
                  {words.charts.days(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            type="submit"
            look="primary"
            busy={create.isPending}
            disabled={name.trim() === '' || scopes.length === 0}
          >
            {form.submit}
          </Button>
        </DialogActions>
      </form>
    </FormDialog>
  );
}
