import { useState } from 'react';
import { words } from '../words/en.js';
import { Checkbox, Field, Input, Select, Textarea } from './field.js';
import { InlineCode } from './inline-code.js';

/** The parts of a JSON schema that a form is made of. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  default?: unknown;
  format?: string;
  maxLength?: number;
  /** False: it is shown as it is typed, also among secrets. */
  'x-secret'?: boolean;
}

interface Props {
  /** Of an object. */
  schema: Record<string, unknown>;
  value: Readonly<Record<string, unknown>>;
  onChange: (value: Record<string, unknown>) => void;
  /** What is typed is not shown, but where the schema says that it is no secret. */
  secret?: boolean;
  /** What is wrong, by the name of its field. */
  errors?: Readonly<Record<string, string>>;
}

/** A form for an object that a JSON schema describes: plain values have controls, what is more is written as JSON. */
export function SchemaForm({ schema, value, onChange, secret = false, errors = {} }: Props) {
  const { properties = {}, required = [] } = schema as Schema;
  const set = (name: string, given: unknown) => {
    const { [name]: _old, ...rest } = value;
    onChange(given === undefined ? rest : { ...rest, [name]: given });
  };
  return (
    <div className="grid gap-3">
      {Object.entries(properties).map(([name, field]) => (
        <Field
          key={name}
          label={required.includes(name) ? `${name} *` : name}
          error={errors[name] ?? null}
          {...(field.description !== undefined && { hint: <InlineCode text={field.description} /> })}
        >
          {(ids) => (
            <Control
              ids={ids}
              field={field}
              value={value[name]}
              secret={secret}
              onChange={(given) => set(name, given)}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

interface ControlProps {
  ids: Record<string, unknown>;
  field: Schema;
  value: unknown;
  secret: boolean;
  onChange: (value: unknown) => void;
}

function Control({ ids, field, value, secret, onChange }: ControlProps) {
  const shape = field.anyOf?.find(({ type }) => type !== 'null') ?? field;
  if (shape.enum !== undefined)
    return (
      <Select
        {...ids}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      >
        <option value="">{field.default === undefined ? '' : `${String(field.default)}`}</option>
        {shape.enum.map((each) => (
          <option key={String(each)}>{String(each)}</option>
        ))}
      </Select>
    );
  if (shape.type === 'boolean')
    return (
      <Checkbox
        {...ids}
        checked={(value ?? field.default) === true}
        onChange={({ target }) => onChange(target.checked)}
      />
    );
  if (shape.type === 'number' || shape.type === 'integer')
    return (
      <Input
        {...ids}
        type="number"
        placeholder={placeholder(field)}
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
      />
    );
  if (shape.type === 'string')
    return (shape.maxLength ?? 0) > 500 && shape.format !== 'uri' && !secret ? (
      <Textarea
        {...ids}
        rows={3}
        placeholder={placeholder(field)}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
    ) : (
      <Input
        {...ids}
        type={secret && shape['x-secret'] !== false ? 'password' : 'text'}
        autoComplete="off"
        placeholder={placeholder(field)}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
    );
  if (shape.type === 'array' && (shape.items?.type === 'string' || shape.items?.enum !== undefined))
    return (
      <Input
        {...ids}
        placeholder={placeholder(field)}
        value={Array.isArray(value) ? value.join(', ') : ''}
        onChange={({ target }) => onChange(listOf(target.value))}
      />
    );
  return <JsonControl ids={ids} value={value} onChange={onChange} />;
}

/** A comma at the end is one that is being typed: an empty part follows it until more comes. */
function listOf(text: string): string[] | undefined {
  if (text === '') return undefined;
  return text.split(',').map((part, at) => (at === 0 ? part : part.replace(/^ /, '')));
}

const placeholder = ({ default: standard }: Schema): string =>
  standard === undefined || typeof standard === 'object' ? '' : String(standard);

/** What no control is made for. */
function JsonControl({ ids, value, onChange }: Pick<ControlProps, 'ids' | 'value' | 'onChange'>) {
  const [typed, setTyped] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const [isWrong, setWrong] = useState(false);
  return (
    <Textarea
      {...ids}
      rows={4}
      aria-invalid={isWrong || undefined}
      placeholder={words.workflows.editor.jsonField}
      className="font-mono text-xs"
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value);
        try {
          onChange(target.value.trim() === '' ? undefined : JSON.parse(target.value));
          setWrong(false);
        } catch {
          setWrong(true);
        }
      }}
    />
  );
}
