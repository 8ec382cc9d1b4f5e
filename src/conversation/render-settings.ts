import { dump } from 'js-yaml';
import { codeFence, codeSpan } from '../markdown/code-text.js';
import { inertLine } from '../markdown/inert.js';
import type { ReviewSettings } from '../review/types.js';

/** The settings that hold for a pull request, as the file would spell them, and what is wrong with the file. */
export function renderSettings(
  { settings, notices }: { settings: ReviewSettings; notices: readonly string[] },
  base: { ref: string; sha: string },
  clean: (text: string) => string,
): string {
  const yaml = dump(settings).trimEnd();
  return [
    `\`.github/nectr.yml\` of ${codeSpan(base.ref)} at ${codeSpan(base.sha.slice(0, 7))}, with the defaults of what it leaves out:`,
    codeFence(yaml, 'yaml'),
    ...notices.map((notice) => `> ⚠️ ${inertLine(notice, clean)}`),
  ].join('\n\n');
}
