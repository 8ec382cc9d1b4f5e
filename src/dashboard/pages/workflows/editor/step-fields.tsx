import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../ui/button.js';
import { Field, Input, Select } from '../../../ui/field.js';
import { SchemaForm } from '../../../ui/schema-form.js';
import { words } from '../../../words/en.js';
import { actionCatalogue } from '../queries.js';
import { objectIn, typeOfStep, withKey, type Written } from './written.js';

const said = words.workflows.editor;

interface Props {
  value: Written;
  onChange: (value: Written) => void;
  onMove: { up: (() => void) | null; down: (() => void) | null };
  /** Null: it is the only one. */
  onRemove: (() => void) | null;
}

/** One step: what it does, with a form by the schema of its action. */
export function StepFields({ value, onChange, onMove, onRemove }: Props) {
  const catalogue = useQuery(actionCatalogue);
  const type = typeOfStep(value);
  const action = catalogue.data?.items.find((each) => each.type === type);
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => key !== type));
  const text = (key: string) => (typeof value[key] === 'string' ? value[key] : '');
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Select
          aria-label={said.steps}
          value={type}
          className="max-w-full"
          onChange={({ target }) => onChange({ [target.value]: {}, ...own })}
        >
          {action === undefined && <option value={type}>{type}</option>}
          {(catalogue.data?.items ?? []).map((each) => (
            <option key={each.type} value={each.type}>
              {each.title}
            </option>
          ))}
        </Select>
        <span className="flex gap-1">
          {onMove.up !== null && (
            <Button small look="quiet" aria-label={said.up} title={said.up} onClick={onMove.up}>
              ↑
            </Button>
          )}
          {onMove.down !== null && (
            <Button small look="quiet" aria-label={said.down} title={said.down} onClick={onMove.down}>
              ↓
            </Button>
          )}
          {onRemove !== null && (
            <Button small look="quiet" onClick={onRemove}>
              {said.take}
            </Button>
          )}
        </span>
      </div>
      {action !== undefined && (
        <>
          <p className="text-xs text-ink-soft">{action.description}</p>
          <SchemaForm
            schema={action.config_schema}
            value={objectIn(value, type)}
            onChange={(config) => onChange({ ...value, [type]: config })}
          />
        </>
      )}
      <details>
        <summary className="text-xs text-ink-soft">
          {said.stepName}, {said.condition.toLowerCase()}
        </summary>
        <div className="mt-2 grid gap-2 sm:grid-cols-2">
          <Field label={said.stepName}>
            {(ids) => (
              <Input
                {...ids}
                placeholder={type}
                value={text('name')}
                onChange={({ target }) => onChange(withKey(value, 'name', target.value || undefined))}
              />
            )}
          </Field>
          <Field label={said.condition}>
            {(ids) => (
              <Input
                {...ids}
                className="font-mono text-xs"
                value={text('if')}
                onChange={({ target }) => onChange(withKey(value, 'if', target.value || undefined))}
              />
            )}
          </Field>
        </div>
      </details>
    </div>
  );
}
