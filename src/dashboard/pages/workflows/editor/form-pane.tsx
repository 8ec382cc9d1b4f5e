import { Button } from '../../../ui/button.js';
import { Field, Input, Select, Textarea } from '../../../ui/field.js';
import { words } from '../../../words/en.js';
import { StepFields } from './step-fields.js';
import { TriggerFields } from './trigger-fields.js';
import { moved, objectIn, objectsIn, withKey, type Written } from './written.js';

const said = words.workflows.editor;
const STATUSES = ['active', 'draft', 'inactive'] as const;

interface Part {
  value: Written;
  onChange: (value: Written) => void;
}

interface Props extends Part {
  /** What is wrong with the name; null: nothing. */
  noName: string | null;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The parts of a definition as a form. */
export function FormPane({ value, onChange, noName }: Props) {
  const set = (key: string, given: unknown) => onChange(withKey(value, key, given));
  const triggers = objectsIn(value, 'on');
  const steps = objectsIn(value, 'do');
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-3 sm:grid-cols-[1fr_8rem]">
        <Field label={words.workflows.name} error={noName}>
          {(ids) => <Input {...ids} value={textOf(value.name)} onChange={({ target }) => set('name', target.value)} />}
        </Field>
        <Field label={words.workflows.status}>
          {(ids) => (
            <Select
              {...ids}
              value={textOf(value.status) || 'active'}
              onChange={({ target }) => set('status', target.value)}
            >
              {STATUSES.map((status) => (
                <option key={status}>{status}</option>
              ))}
            </Select>
          )}
        </Field>
        <div className="sm:col-span-2">
          <Field label={said.description}>
            {(ids) => (
              <Input
                {...ids}
                value={textOf(value.description)}
                onChange={({ target }) => set('description', target.value || undefined)}
              />
            )}
          </Field>
        </div>
      </div>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-semibold">{said.triggers}</legend>
        {triggers.map((trigger, at) => (
          <TriggerFields
            key={at}
            value={trigger}
            onChange={(next) => set('on', triggers.with(at, next))}
            onRemove={triggers.length > 1 ? () => set('on', triggers.toSpliced(at, 1)) : null}
          />
        ))}
        <Button small className="self-start" onClick={() => set('on', [...triggers, { manual: {} }])}>
          {said.addTrigger}
        </Button>
      </fieldset>
      <Field label={said.condition} hint={said.conditionHint}>
        {(ids) => (
          <Textarea
            {...ids}
            rows={2}
            spellCheck={false}
            className="font-mono text-xs"
            value={textOf(value.if)}
            onChange={({ target }) => set('if', target.value || undefined)}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-semibold">{said.steps}</legend>
        {steps.map((step, at) => (
          <StepFields
            key={at}
            value={step}
            onChange={(next) => set('do', steps.with(at, next))}
            onMove={{
              up: at > 0 ? () => set('do', moved(steps, at, -1)) : null,
              down: at < steps.length - 1 ? () => set('do', moved(steps, at, 1)) : null,
            }}
            onRemove={steps.length > 1 ? () => set('do', steps.toSpliced(at, 1)) : null}
          />
        ))}
        <Button small className="self-start" onClick={() => set('do', [...steps, { post_comment: { body: '' } }])}>
          {said.addStep}
        </Button>
      </fieldset>
      <Limits value={objectIn(value, 'config')} onChange={(config) => set('config', config)} />
    </div>
  );
}

function Limits({ value, onChange }: Part) {
  const retry = objectIn(value, 'retry_policy');
  const numberField = (label: string, given: unknown, standard: number, set: (next: number | undefined) => void) => (
    <Field label={label}>
      {(ids) => (
        <Input
          {...ids}
          type="number"
          min={1}
          placeholder={String(standard)}
          value={typeof given === 'number' ? given : ''}
          onChange={({ target }) => set(target.value === '' ? undefined : Number(target.value))}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="grid gap-3 sm:grid-cols-3">
      <legend className="mb-2 text-sm font-semibold">{said.settings}</legend>
      {numberField(said.atOnce, value.max_concurrent_executions, 5, (next) =>
        onChange(withKey(value, 'max_concurrent_executions', next)),
      )}
      {numberField(said.timeout, value.timeout, 300, (next) => onChange(withKey(value, 'timeout', next)))}
      {numberField(said.attempts, retry.max_attempts, 3, (next) =>
        onChange(withKey(value, 'retry_policy', withKey(retry, 'max_attempts', next))),
      )}
    </fieldset>
  );
}
