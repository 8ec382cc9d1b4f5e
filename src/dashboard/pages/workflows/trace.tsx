import { Badge } from '../../ui/badge.js';

interface Line {
  text: string;
  value: boolean | 'unknown';
  why?: string | undefined;
}

/** Each part of a condition with its value, and why one is unknown. */
export function Trace({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {lines.map(({ text, value, why }, at) => (
        <li key={at} className="flex flex-wrap items-baseline gap-2 text-xs">
          <Badge tone={value === true ? 'green' : value === false ? 'grey' : 'yellow'}>{String(value)}</Badge>
          <code className="font-mono wrap-anywhere">{text}</code>
          {why !== undefined && <span className="text-ink-soft">{why}</span>}
        </li>
      ))}
    </ul>
  );
}
