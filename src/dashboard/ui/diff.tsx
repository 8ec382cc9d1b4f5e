import type { ReactNode } from 'react';
import { classes } from './classes.js';
import { CodeText } from './code.js';
import type { DiffLine } from './diff-lines.js';

/** One line as it is shown; without a number where that is not known. */
export interface ShownLine extends DiffLine {
  number: number | null;
}

const LOOK = { same: '', added: 'bg-added', removed: 'bg-removed' } as const;
const MARK = { same: ' ', added: '+', removed: '-' } as const;

interface Props {
  /** What the block holds, for who does not see it. */
  label: string;
  /** Above it: where it is. */
  title: ReactNode;
  /** At the end of that line. */
  actions?: ReactNode;
  /** What the file ends with: the language of its colours. */
  language: string;
  lines: readonly ShownLine[];
}

/** Lines of a file with their numbers and the colours of its language, as a quote or as a difference. */
export function Diff({ label, title, actions, language, lines }: Props) {
  const isDifference = lines.some(({ kind }) => kind !== 'same');
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border border-line">
      <figcaption className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line bg-sunken px-3 py-1 font-mono text-2xs text-ink-soft">
        <span className="min-w-0 wrap-anywhere">{title}</span>
        {actions}
      </figcaption>
      <pre aria-label={label} tabIndex={0} className="overflow-x-auto py-1 font-mono text-xs/5">
        <code className="block w-max min-w-full">
          {lines.map(({ kind, number, text }, at) => (
            <span key={at} className={classes('flex pr-3', LOOK[kind])}>
              <span aria-hidden="true" className="w-11 shrink-0 pr-2 text-right text-ink-faint select-none">
                {number}
              </span>
              {isDifference && <span className="w-4 shrink-0 text-ink-soft select-none">{MARK[kind]}</span>}
              <span>
                <CodeText text={text} language={language} />
                {'\n'}
              </span>
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}

/** What a path ends with, such as `ts`; by that the language of its colours is chosen. Pure. */
export function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}
