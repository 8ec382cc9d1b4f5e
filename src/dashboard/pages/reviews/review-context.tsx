import type { ReactNode } from 'react';
import { count, percent } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { repositoryUrlOf, type ReviewDetail } from './review-queries.js';

const { context: said } = words.review;
type Context = NonNullable<ReviewDetail['context']>;

/** What a review was given beside the change, each part with where it comes from, and what was missing or thrown away. */
export function ReviewContext({ of }: { of: ReviewDetail }) {
  const { context } = of;
  const sections = context === null ? [] : sectionsOf(context, repositoryUrlOf(of));
  return (
    <Card title={said.title} flush>
      {sections.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-soft">{context === null ? said.notKept : said.none}</p>
      ) : (
        <div className="divide-y divide-line">
          {sections.map(({ name, source, items }) => (
            <section key={name} className="grid gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[11rem_minmax(0,1fr)]">
              <div>
                <h3 className="text-sm font-medium">{name}</h3>
                <p className="text-xs text-ink-soft">{source}</p>
              </div>
              <ul className="flex min-w-0 flex-col gap-1 text-sm">
                {items.map((item, at) => (
                  <li key={at} className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 break-words">
                    {item}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Card>
  );
}

interface Section {
  name: string;
  source: string;
  items: ReactNode[];
}

function sectionsOf(context: Context, repositoryUrl: string): Section[] {
  const { linked_issues: issues, conflicts, history, memories, missing, notices, dropped } = context;
  const fromHistory = history === null ? '' : said.sources[history.source];
  const sections: Section[] = [
    { name: said.missing, source: said.missingSource, items: missing.map(Missing) },
    {
      name: said.notices,
      source: said.noticesSource,
      items: notices.map(Notice),
    },
    { name: said.issues, source: said.sources.github, items: issues.map((issue) => Issue(issue, repositoryUrl)) },
    { name: said.conflicts, source: said.sources.github, items: conflicts.map((pull) => Pull(pull, repositoryUrl)) },
    { name: said.memories, source: said.sources.memory, items: memories.map(Memory) },
    ...(history === null
      ? []
      : [
          { name: said.experts, source: fromHistory, items: history.experts.map(Expert) },
          { name: said.called, source: fromHistory, items: history.called.map(Called) },
          { name: said.partners, source: fromHistory, items: history.partners.map(Partner) },
          {
            name: said.related,
            source: fromHistory,
            items: history.related.map((past) => Related(past, repositoryUrl)),
          },
          { name: said.absent, source: fromHistory, items: history.absent === null ? [] : [history.absent] },
        ]),
    {
      name: said.dropped,
      source: said.droppedSource,
      items: dropped.map(({ reason, count: times }) => `${count(times)} × ${reason}`),
    },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

function Notice(text: string): ReactNode {
  return (
    <span className="min-w-0">
      <InlineCode text={text} />
    </span>
  );
}

function Missing({ source, reason }: Context['missing'][number]): ReactNode {
  return (
    <>
      <span className="font-medium">{source}:</span> <span className="text-ink-soft">{reason}</span>
    </>
  );
}

function Issue({ number, title, state }: Context['linked_issues'][number], repositoryUrl: string): ReactNode {
  return (
    <>
      <External href={`${repositoryUrl}/issues/${number}`}>#{number}</External> <span>{title}</span>{' '}
      <Badge>{state}</Badge>
    </>
  );
}

function Pull({ number, title, files }: Context['conflicts'][number], repositoryUrl: string): ReactNode {
  return (
    <>
      <External href={`${repositoryUrl}/pull/${number}`}>#{number}</External> <span>{title}</span>
      <Paths of={files} />
    </>
  );
}

type History = NonNullable<Context['history']>;

function Related({ number, sha, title, files }: History['related'][number], repositoryUrl: string): ReactNode {
  const isCommit = number === null && sha !== null;
  return (
    <>
      {number !== null && <External href={`${repositoryUrl}/pull/${number}`}>#{number}</External>}
      {isCommit && (
        <External href={`${repositoryUrl}/commit/${sha}`}>
          <code className="font-mono text-xs">{sha.slice(0, 7)}</code>
        </External>
      )}
      <span>{title}</span>
      <Paths of={files} />
    </>
  );
}

function Expert({ name, share, is_inactive: isInactive }: History['experts'][number]): ReactNode {
  return (
    <>
      <span>{name}</span> <span className="text-ink-soft">{said.share(percent(share))}</span>{' '}
      {isInactive && <Badge>{said.inactive}</Badge>}
    </>
  );
}

function Called({ path, name, callers, tests }: History['called'][number]): ReactNode {
  return (
    <>
      <code className="font-mono text-xs">{name}</code> <Path of={path} />{' '}
      <span className="text-ink-soft">{said.callers(callers, tests)}</span>
    </>
  );
}

function Partner({ path, with: changed, shared, revisions }: History['partners'][number]): ReactNode {
  return (
    <>
      <Path of={path} /> <span className="text-ink-soft">{said.together(count(shared), count(revisions))}</span>{' '}
      <Path of={changed} />
    </>
  );
}

function Memory({ number, text, source, link, silenced }: Context['memories'][number]): ReactNode {
  return (
    <>
      <span className="text-ink-soft">M{number}</span>
      <span className="min-w-0">
        <InlineCode text={text} />
      </span>
      <span className="flex flex-wrap gap-x-1.5 text-xs text-ink-soft">
        {link === null ? <span>{source}</span> : <External href={link}>{source}</External>}
        {silenced > 0 && <span>{said.silenced(silenced)}</span>}
      </span>
    </>
  );
}

const MOST_PATHS = 4;

function Paths({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <div className="w-full text-xs text-ink-soft">
      {of.slice(0, MOST_PATHS).map((path, at) => (
        <span key={path}>
          {at > 0 && ', '}
          <Path of={path} />
        </span>
      ))}
      {of.length > MOST_PATHS && ` ${said.more(of.length - MOST_PATHS)}`}
    </div>
  );
}

function Path({ of }: { of: string }) {
  return <code className="font-mono text-xs wrap-anywhere">{of}</code>;
}
