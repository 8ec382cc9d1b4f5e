import type { Need } from './gather-facts.js';

const FILES = ['event.changed_files', 'event.additions', 'event.deletions', 'touches()', 'only_touches()'];

const OF_PULL = new Map<string, Need>([
  ['event.labels', 'labels'],
  ['label()', 'labels'],
  ['event.fork', 'fork'],
  ['event.body', 'body'],
]);

/** What has to be asked for so that conditions and texts can be looked at, by what they name. Pure. */
export function needsOf(asked: readonly ReadonlySet<string>[]): ReadonlySet<Need> {
  const needs = new Set<Need>();
  for (const names of asked)
    for (const name of names) {
      const ofPull = OF_PULL.get(name);
      if (ofPull !== undefined) needs.add(ofPull);
      if (FILES.includes(name)) needs.add('files');
      if (name.startsWith('review.')) needs.add('review');
      if (name.startsWith('graph.')) needs.add('graph');
      if (name === 'codeowner()') needs.add('code owners').add('files');
    }
  return needs;
}
