import { useState } from 'react';
import { count } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { classes } from '../../ui/classes.js';
import { words } from '../../words/en.js';
import { coverageCounts, coveredFiles, type CoveredFile } from './covered-files.js';
import type { ReviewDetail } from './review-queries.js';

const { coverage: said } = words.review;
const AT_ONCE = 30;
const PARTS = ['read', 'partly', 'skipped', 'unread', 'unknown'] as const;
const COLOURS = {
  read: 'bg-green',
  partly: 'bg-yellow',
  skipped: 'bg-line-strong',
  unread: 'bg-red',
  unknown: 'bg-red',
} as const;

interface Props {
  of: NonNullable<ReviewDetail['coverage']>;
  findings: ReviewDetail['findings'];
}

/** Which of the changed files were read: a bar of all, and each with why it was not. */
export function ReviewCoverage({ of, findings }: Props) {
  const [shown, setShown] = useState(AT_ONCE);
  const files = coveredFiles(of);
  const counts = coverageCounts(files, of.total);
  const parts = PARTS.filter((part) => counts[part] > 0);
  return (
    <Card title={said.title(count(counts.read), count(of.total))} flush>
      <div className="flex flex-col gap-2 border-b border-line px-4 py-3">
        <div
          role="img"
          aria-label={parts.map((part) => `${counts[part]} ${said.parts[part]}`).join(', ')}
          className="flex h-2.5 w-full gap-0.5 overflow-hidden rounded-sm"
        >
          {parts.map((part) => (
            <span key={part} className={COLOURS[part]} style={{ flexGrow: counts[part], minWidth: 4 }} />
          ))}
        </div>
        <ul className="flex flex-wrap gap-x-4 text-xs text-ink-soft" aria-hidden="true">
          {parts.map((part) => (
            <li key={part} className="flex items-center gap-1.5">
              <span className={classes('size-2 rounded-full', COLOURS[part])} />
              {count(counts[part])} {said.parts[part]}
            </li>
          ))}
        </ul>
      </div>
      <ul aria-label={said.files}>
        {files.slice(0, shown).map((file) => (
          <File key={file.path} file={file} findings={findings.filter(({ path }) => path === file.path)} />
        ))}
      </ul>
      {files.length > shown && (
        <div className="flex justify-center border-t border-line py-2">
          <Button small onClick={() => setShown(Infinity)}>
            {said.more(count(files.length - shown))}
          </Button>
        </div>
      )}
    </Card>
  );
}

function File({ file, findings }: { file: CoveredFile; findings: ReviewDetail['findings'] }) {
  const { path, covered, reason } = file;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line px-4 py-1.5 last:border-0">
      <span aria-hidden="true" className={classes('size-2 shrink-0 rounded-full', COLOURS[covered])} />
      <span className="min-w-0 font-mono text-xs wrap-anywhere">{path}</span>
      <span className="ml-auto flex items-center gap-2 text-xs text-ink-soft">
        <span>
          {said.parts[covered]}
          {reason !== null && `: ${reason}`}
        </span>
        {findings.length > 0 && (
          <a href={`#${findings[0]?.handle ?? ''}`} className="no-underline">
            <Badge>{said.findings(findings.length)}</Badge>
          </a>
        )}
      </span>
    </li>
  );
}
