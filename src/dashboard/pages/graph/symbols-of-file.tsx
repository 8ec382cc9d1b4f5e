import { useState } from 'react';
import { Badge } from '../../ui/badge.js';
import { Input } from '../../ui/field.js';
import { words } from '../../words/en.js';
import type { Picture } from './graph-query.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;
const MANY = 12;

/** What a file defines; each leads to who calls it. */
export function SymbolsOfFile({ path, symbols }: { path: string; symbols: Picture['symbols'] }) {
  const { show } = useGraphSearch();
  const [wanted, setWanted] = useState('');
  const shown = symbols.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <section aria-label={told.symbols} className="border-t border-line px-4 py-2.5">
      <h3 className="text-xs font-medium text-ink-soft">{told.symbols}</h3>
      {symbols.length > MANY && (
        <Input
          aria-label={told.findSymbol}
          placeholder={told.findSymbol}
          value={wanted}
          className="mt-1 w-full"
          onChange={({ target }) => setWanted(target.value)}
        />
      )}
      <ul className="mt-1 max-h-72 overflow-y-auto" tabIndex={0} aria-label={told.symbols}>
        {shown.map(({ name, kind, start_line, exported }) => (
          <li key={`${kind} ${name} ${start_line}`} className="flex items-baseline gap-2 py-0.5 text-xs">
            <button
              type="button"
              className="min-w-0 truncate text-left font-mono text-link hover:underline"
              onClick={() => show({ view: 'symbol', focus: `${path}#${name}` })}
            >
              {name}
            </button>
            {exported && <Badge>{told.exported}</Badge>}
            <span className="ml-auto whitespace-nowrap text-ink-soft">
              {kind} {start_line}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
