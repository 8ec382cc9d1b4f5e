import type { ReactNode } from 'react';
import { Diff, endingOf, type ShownLine } from '../../ui/diff.js';
import { diffLines, numbered } from '../../ui/diff-lines.js';
import { LINK } from '../../ui/links.js';
import { words } from '../../words/en.js';
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

/**
 * A suggestion as a difference: of one line against the line that was quoted. Of several only the last was quoted, and
 * what they become is shown by itself. Pure.
 */
export function suggestionLines(of: Pick<Place, 'line' | 'start_line' | 'quote' | 'suggestion'>): ShownLine[] {
  const { line, start_line: start, quote, suggestion } = of;
  const after = suggestion === null || suggestion === '' ? [] : suggestion.replace(/\n$/, '').split('\n');
  const isOne = start === null || start === line;
  const from = start ?? line;
  return numbered(diffLines(isOne ? [quote] : [], after), from).map(({ kind, text, was, is }) => ({
    kind,
    text,
    number: is ?? was,
  }));
}

/** Where the code host shows the line, at the head that it was found in; null: that is not known. Pure. */
export function linesAddress(
  of: Pick<Place, 'path' | 'line' | 'start_line' | 'side' | 'url' | 'history'>,
): string | null {
  const sha = of.history.find(({ event }) => event === 'found')?.head_sha ?? null;
  const [repository, rest] = of.url.split('/pull/');
  if (sha === null || repository === undefined || rest === undefined || of.side === 'LEFT') return null;
  const path = of.path.split('/').map(encodeURIComponent).join('/');
  const lines = of.start_line === null ? `L${of.line}` : `L${of.start_line}-L${of.line}`;
  return `${repository}/blob/${sha}/${path}#${lines}`;
}
