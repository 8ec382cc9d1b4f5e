import type { Memory } from '../../memory/types.js';
import type { GivenMemory } from '../../review/memories/types.js';

/** A memory as a review is given it: what it says, what it applies to, and where it comes from in a few words. Pure. */
export function givenMemory({ id, number, type, text, scope, source, author }: Memory): GivenMemory {
  const by = author === null ? '' : ` by ${author.login}`;
  const place = source.path === null ? null : `${source.path}${source.line === null ? '' : `:${source.line}`}`;
  return {
    id,
    number,
    type,
    text,
    pathGlob: scope.pathGlob,
    symbol: scope.symbol,
    rule: scope.rule,
    isEverywhere: scope.repositoryId === null,
    source: place ?? `${SOURCES[source.kind]}${by}`,
    link: source.link,
  };
}

const SOURCES = { comment: 'comment', review: 'review', file: 'file', api: 'added', import: 'imported' } as const;
