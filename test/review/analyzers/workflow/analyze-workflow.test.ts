import { describe, expect, it } from 'vitest';
import { analyzeWorkflow } from '../../../../src/review/analyzers/workflow/analyze-workflow.js';
import { analyzedFile } from '../analyzed-file.js';

const PATH = '.github/workflows/ci.yml';

function linesOf(after: string[], before: string[] = []): number[] {
  const file = analyzedFile(PATH, after.join('\n'));
  const removed = before.map(
    (text) => ({ kind: 'removed', oldLine: 1, newLine: null, text, noNewline: false }) as const,
  );
  file.hunks[0]?.lines.unshift(...removed);
  return analyzeWorkflow(file).map(({ line }) => line);
}

describe('an action that is not pinned', () => {
  it.each([
    ['is named once', ['- uses: acme/deploy@v1', '- uses: acme/deploy@v1', '- uses: acme/deploy@v2'], [], [1]],
    ['is named beside another', ['- uses: acme/deploy@v1', '- uses: acme/lint@v1'], [], [1, 2]],
    ['was not pinned before', ['- uses: acme/deploy@v2'], ['- uses: acme/deploy@v1'], []],
    ['was pinned before', ['- uses: acme/deploy@v2'], [`- uses: acme/deploy@${'0'.repeat(40)}`], [1]],
    ['is not the one that was there', ['- uses: acme/lint@v1'], ['- uses: acme/deploy@v1'], [1]],
  ])('%s', (_, after, before, lines) => {
    expect(linesOf(after, before)).toEqual(lines);
  });

  it('is no risk where it belongs to the owner of the repository', () => {
    const file = analyzedFile(PATH, '- uses: Acme/deploy@v1\n- uses: acme-corp/lint@v1\n', { owner: 'acme' });
    expect(analyzeWorkflow(file).map(({ line }) => line)).toEqual([2]);
  });
});
