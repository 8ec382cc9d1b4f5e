import { percent } from '../format/number.js';

/** Parts of a whole in one line; each part is told below it in words. */
export function ShareBar({
  label,
  parts,
}: {
  label: string;
  parts: readonly { name: string; value: number; colour: string }[];
}) {
  const all = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div className="flex flex-col gap-2">
      <div role="img" aria-label={label} className="flex h-2.5 gap-px overflow-hidden rounded-sm bg-grey-soft">
        {parts.map(
          ({ name, value, colour }) =>
            value > 0 && <div key={name} style={{ background: colour, width: `${(value / all) * 100}%` }} />,
        )}
      </div>
      <ul className="flex flex-col gap-1 text-sm">
        {parts.map(({ name, value, colour }) => (
          <li key={name} className="flex items-center gap-2">
            <span aria-hidden="true" className="size-2.5 shrink-0 rounded-sm" style={{ background: colour }} />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="tabular-nums">{value}</span>
            <span className="w-12 text-right text-ink-faint tabular-nums">
              {percent(all === 0 ? null : value / all)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
