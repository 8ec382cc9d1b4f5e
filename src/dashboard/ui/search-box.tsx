import { useEffect, useState } from 'react';
import { words } from '../words/en.js';
import { Input } from './field.js';

const PAUSE_MS = 250;

/** Tells what is looked for once the typing pauses. */
export function SearchBox({
  value,
  placeholder = words.common.search,
  onChange,
}: {
  value: string | undefined;
  placeholder?: string;
  onChange: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value ?? '');
  // Back and forward in the browser change it from outside.
  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    if (typed === (value ?? '')) return undefined;
    const timer = setTimeout(() => onChange(typed.trim() === '' ? undefined : typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input
      type="search"
      aria-label={placeholder}
      placeholder={placeholder}
      value={typed}
      className="w-64 max-w-full max-sm:w-auto max-sm:flex-1 max-sm:basis-48"
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
