import type { ReactNode } from 'react';

/** A line of text in which what stands between backticks is code; everything else is shown as it is. */
export function InlineCode({ text }: { text: string }): ReactNode {
  return text.split(/`([^`]+)`/).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <code key={at} className="rounded-sm bg-sunken px-1 font-mono text-[0.9em] font-normal wrap-anywhere">
        {part}
      </code>
    ),
  );
}
