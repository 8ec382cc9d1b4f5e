import type { ReactNode } from 'react';
import { Diff, endingOf } from '../../ui/diff.js';
import { LINK } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { linesAddress, suggestionLines } from './finding-lines.js';
import type { FindingDetail } from './finding-queries.js';

const { card } = words.findings;

type Place = Pick<FindingDetail, 'path' | 'line' | 'start_line' | 'side' | 'quote' | 'suggestion' | 'url' | 'history'>;

/** The line that a finding is about, as it was quoted, and what it could become. */
export function FindingCode({ of }: { of: Place }) {
  const { path, side, line, quote, suggestion } = of;
  const language = endingOf(path);
  const title = <PlaceLink of={of} />;
  const suggested = suggestion === null ? null : suggestionLines(of);
  // A suggestion for just this line shows the line itself.
  const isQuoted = suggested === null || !isOneLine(of);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {isQuoted && (
        <Diff
          label={card.quote(`${path}:${line}`)}
          title={title}
          language={language}
          lines={[{ kind: side === 'LEFT' ? 'removed' : 'same', number: line, text: quote }]}
        />
      )}
      {suggested !== null && (
        <Diff
          label={card.suggestionFor(`${path}:${line}`)}
          title={isQuoted ? card.replaces(rangeText(of)) : title}
          actions={<span className="font-sans">{card.suggestion}</span>}
          language={language}
          lines={suggested}
        />
      )}
    </div>
  );
}

function PlaceLink({ of }: { of: Place }): ReactNode {
  const address = linesAddress(of);
  const text = `${of.path}:${of.start_line === null ? of.line : `${of.start_line}-${of.line}`}`;
  if (address === null) return text;
  return (
    <a href={address} target="_blank" rel="noreferrer" className={LINK}>
      {text}
    </a>
  );
}

function isOneLine({ start_line: start, line }: Place): boolean {
  return start === null || start === line;
}

function rangeText({ start_line: start, line }: Place): string {
  return start === null || start === line ? card.line(line) : card.lines(start, line);
}
