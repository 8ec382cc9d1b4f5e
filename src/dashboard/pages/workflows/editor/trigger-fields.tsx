import { scheduleInWords } from '../../../format/schedule.js';
import { Button } from '../../../ui/button.js';
import { Field, Input, Select, Textarea } from '../../../ui/field.js';
import { words } from '../../../words/en.js';
import { objectIn, type Written } from './written.js';

const said = words.workflows.editor;
const KINDS = ['event', 'schedule', 'webhook', 'manual'] as const;
type Kind = (typeof KINDS)[number];

const BEGIN: Readonly<Record<Kind, Written>> = {
  event: { event: ['pull_request.opened'] },
  schedule: { schedule: '0 9 * * 1', timezone: Intl.DateTimeFormat().resolvedOptions().timeZone },
  webhook: { webhook: {} },
  manual: { manual: {} },
};

interface Props {
  value: Written;
  onChange: (value: Written) => void;
  /** Null: it is the only one. */
  onRemove: (() => void) | null;
}

/** One thing that starts a workflow. */
export function TriggerFields({ value, onChange, onRemove }: Props) {
  const kind = KINDS.find((each) => each in value) ?? 'event';
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-3">
      <div className="flex items-center justify-between gap-2">
        <Select
          aria-label={said.triggers}
          value={kind}
          onChange={({ target }) => onChange(BEGIN[target.value as Kind])}
        >
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {said.trigger[each]}
            </option>
          ))}
        </Select>
        {onRemove !== null && (
          <Button small look="quiet" onClick={onRemove}>
            {said.take}
          </Button>
        )}
      </div>
      {kind === 'event' && (
        <Field label={said.events}>
          {(ids) => (
            <Input
              {...ids}
              value={eventsOf(value.event)}
              onChange={({ target }) =>
                onChange({
                  event: target.value.split(',').map((part, at) => (at === 0 ? part : part.replace(/^ /, ''))),
                })
              }
            />
          )}
        </Field>
      )}
      {kind === 'schedule' && (
        <div className="grid gap-2 sm:grid-cols-2">
          <Field
            label={said.cron}
            hint={typeof value.schedule === 'string' ? (scheduleInWords(value.schedule) ?? undefined) : undefined}
          >
            {(ids) => (
              <Input
                {...ids}
                className="font-mono"
                value={typeof value.schedule === 'string' ? value.schedule : ''}
                onChange={({ target }) => onChange({ ...value, schedule: target.value })}
              />
            )}
          </Field>
          <Field label={said.timezone}>
            {(ids) => (
              <Input
                {...ids}
                value={typeof value.timezone === 'string' ? value.timezone : ''}
                onChange={({ target }) => onChange({ ...value, timezone: target.value })}
              />
            )}
          </Field>
        </div>
      )}
      {kind === 'manual' && (
        <Field label={said.inputs}>
          {(ids) => (
            <Textarea
              {...ids}
              rows={2}
              className="font-mono text-xs"
              defaultValue={linesOf(objectIn(objectIn(value, 'manual'), 'inputs'))}
              onChange={({ target }) => onChange({ manual: inputsOf(target.value) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

function eventsOf(event: unknown): string {
  return Array.isArray(event) ? event.join(', ') : typeof event === 'string' ? event : '';
}

const linesOf = (inputs: Written): string =>
  Object.entries(inputs)
    .map(([name, type]) => `${name}: ${String(type)}`)
    .join('\n');

function inputsOf(text: string): Written {
  const inputs = text
    .split('\n')
    .map((line) => line.split(':').map((part) => part.trim()))
    .filter(([name]) => name !== undefined && name !== '');
  return inputs.length === 0
    ? {}
    : { inputs: Object.fromEntries(inputs.map(([name = '', type = 'string']) => [name, type])) };
}
