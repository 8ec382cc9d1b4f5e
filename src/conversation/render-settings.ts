import { dump } from 'js-yaml';
import type { ReviewSettings } from '../review/types.js';

/** The settings that hold for a pull request, as the file would spell them, and what is wrong with the file. */
export function renderSettings(
  { settings, notices }: { settings: ReviewSettings; notices: readonly string[] },
  base: { ref: string; sha: string },
): string {
  const yaml = dump(settings).trimEnd();
  const longest = Math.max(2, ...[...yaml.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [
    `\`.github/nectr.yml\` of \`${base.ref.replaceAll('`', "'")}\` at ${base.sha.slice(0, 7)}, with the defaults of what it leaves out:`,
    `${fence}yaml\n${yaml}\n${fence}`,
    ...notices.map((notice) => `> ⚠️ ${notice}`),
  ].join('\n\n');
}
