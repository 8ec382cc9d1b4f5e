import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { LONGEST_TEXT } from '../../../memory/types.js';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { say } from '../../ui/toast.js';
import { useChanged } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';
import type { MemoryPlace } from './use-memory-places.js';

const { form } = words.memory;
/** What people may say; the rest is found out. */
const SAID = ['project_rule', 'project_pattern', 'decision', 'risk_module'] as const;

/** Says what is to be remembered. */
export function AddMemory({
  places,
  repo,
  onClose,
}: {
  places: readonly MemoryPlace[];
  /** Chosen at first. */
  repo: string | undefined;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [type, setType] = useState<(typeof SAID)[number]>('project_rule');
  const [place, setPlace] = useState(places.find(({ key }) => key === repo)?.key ?? places[0]?.key ?? '');
  const [path, setPath] = useState('');
  const [rule, setRule] = useState('');
  const [days, setDays] = useState('');
  const changed = useChanged([text.trim(), type, place, path.trim(), rule.trim(), days]);
  const add = useMutation({
    mutationFn: () => {
      const where = places.find(({ key }) => key === place);
      if (where === undefined) throw new Error(words.memory.mayNotAdd);
      const query = 'repo' in where ? { repo: where.repo } : { installation: String(where.installation) };
      const json = {
        text: text.trim(),
        type,
        path: path.trim() === '' ? null : path.trim(),
        rule: rule.trim() === '' ? null : rule.trim(),
        expires_in_days: days === '' ? null : Number(days),
      };
      const headers = { 'Idempotency-Key': crypto.randomUUID() };
      return answerOf(api.memory.$post({ query, json }, { headers }));
    },
    onSuccess: async ({ handle }) => {
      say(words.memory.said.added(handle));
      onClose();
      await client.invalidateQueries({ queryKey: ['memory'] });
    },
  });
  const wrong = (field: string): string | null => {
    if (!(add.error instanceof ApiProblem)) return null;
    return add.error.errors.find((one) => one.field === `body.${field}`)?.detail ?? null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const isPlain = add.error !== null && !(add.error instanceof ApiProblem && add.error.errors.length > 0);
  return (
    <FormDialog changed={changed} onClose={onClose} title={words.memory.add} description={form.hint}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field
          label={words.memory.text}
          hint={form.textHint}
          error={wrong('text') ?? (isPlain ? add.error?.message : null)}
        >
          {(ids) => (
            <Textarea
              {...ids}
              required
              rows={3}
              maxLength={LONGEST_TEXT}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={form.where}>
            {(ids) => (
              <Select {...ids} value={place} onChange={({ target }) => setPlace(target.value)}>
                {places.map(({ key, name }) => (
                  <option key={key} value={key}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={words.memory.type}>
            {(ids) => (
              <Select
                {...ids}
                value={type}
                onChange={({ target }) => setType(SAID.find((one) => one === target.value) ?? 'project_rule')}
              >
                {SAID.map((one) => (
                  <option key={one} value={one}>
                    {words.memory.types[one]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={form.path} hint={form.pathHint} error={wrong('path')}>
            {(ids) => <Input {...ids} value={path} onChange={({ target }) => setPath(target.value)} />}
          </Field>
          <Field label={form.rule} hint={form.ruleHint} error={wrong('rule')}>
            {(ids) => <Input {...ids} value={rule} onChange={({ target }) => setRule(target.value)} />}
          </Field>
          <Field label={form.days} hint={form.daysHint} error={wrong('expires_in_days')}>
            {(ids) => (
              <Input
                {...ids}
                type="number"
                min={1}
                max={365}
                value={days}
                onChange={({ target }) => setDays(target.value)}
              />
            )}
          </Field>
        </div>
        <DialogActions>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" busy={add.isPending} disabled={text.trim() === ''}>
            {form.submit}
          </Button>
        </DialogActions>
      </form>
    </FormDialog>
  );
}
