import type { Need } from './gather-facts.js';

const FILES = ['event.changed_files', 'event.additions', 'event.deletions', 'touches()', 'only_touches()'];

/** What has to be asked for so that conditions and texts can be looked at, by what they name. Pure. */
export function needsOf(asked: readonly ReadonlySet<string>[]): ReadonlySet<Need> {
  const needs = new Set<Need>();
  for (const names of asked)
    for (const name of names) {
      if (FILES.includes(name) || name === 'event') needs.add('files');
      if (name === 'review' || name.startsWith('review.')) needs.add('review');
      if (name === 'graph' || name.startsWith('graph.')) needs.add('graph');
      if (name === 'codeowner()') needs.add('code owners').add('files');
    }
  return needs;
}
