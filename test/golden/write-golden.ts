import type { GoldenPull } from './golden-pull.js';
import type { PlayedPush } from './play-pull.js';

const COLOUR: Readonly<Record<string, string>> = {
  success: '🟢 success',
  neutral: '⚪ neutral',
  failure: '🔴 failure',
  skipped: '⏭️ skipped',
};

/** All that was posted on a pull request, as one text for people who compare it with the last one. */
export function writeGolden(pull: GoldenPull, pushes: readonly PlayedPush[], withClaude: boolean): string {
  const title = `# ${pull.title}\n\nBy ${pull.author}, ${withClaude ? 'reviewed with Claude' : 'reviewed by the rules alone'}.`;
  return `${[title, ...pushes.flatMap(pushText)].join('\n\n')}\n`;
}

function pushText({ change, check, summary, comments, edited }: PlayedPush, index: number): string[] {
  const body = summary?.slice(summary.indexOf('\n\n') + 2) ?? null;
  return [
    `## Push ${index + 1} · \`${change.headSha.slice(0, 7)}\` · changes ${change.files.length === 1 ? '1 file' : `${change.files.length} files`}`,
    part('Check run'),
    [
      `- Colour: ${COLOUR[check.conclusion] ?? check.conclusion}`,
      `- Title: ${check.title}`,
      `- Leads to: ${check.detailsUrl}`,
      ...check.annotations.map(annotationText),
    ].join('\n'),
    check.summary === body ? 'Its text is that of the summary comment below its headline.' : check.summary,
    ...(summary === null ? ['No summary comment.'] : [part('Summary comment'), summary]),
    ...comments.flatMap(({ path, line, startLine, body: text }) => [
      part(`Comment on ${path}, ${startLine === null ? `line ${line}` : `lines ${startLine}-${line}`}`),
      text,
    ]),
    ...edited.flatMap(({ path, line, body: text }) => [
      part(`The comment on ${path}, line ${line}, is rewritten and folded away`),
      text,
    ]),
  ];
}

function part(name: string): string {
  return `---\n\n_${name}_`;
}

function annotationText(annotation: PlayedPush['check']['annotations'][number]): string {
  const { path, title, message, ...place } = annotation as typeof annotation & { end_line: number };
  return `- Annotation on ${path}, line ${place.end_line}: ${title} ${message}`;
}
