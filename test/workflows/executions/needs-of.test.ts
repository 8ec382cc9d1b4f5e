import { expect, it } from 'vitest';
import { namesAsked, namesAskedIn } from '../../../src/workflows/conditions/names-asked.js';
import { needsOf } from '../../../src/workflows/executions/needs-of.js';

it.each<[string, string[]]>([
  ['touches("src/**")', ['files']],
  ['size(event.changed_files) > 3 || event.additions > 1', ['files']],
  ['codeowner("dora")', ['code owners', 'files']],
  ['review.findings.must_fix == 0', ['review']],
  ['[1, 2].exists(n, graph.callers > n)', ['graph']],
  ['label("bug")', ['labels']],
  ['"bug" in event.labels && !event.fork', ['labels', 'fork']],
  ['event.body.contains("x")', ['body']],
  ['event.title == "review.risk" && steps.review.verdict == "APPROVE" && payload.graph.callers == 1', []],
])('%s has to be asked for', (condition, needs) => {
  expect([...needsOf([namesAsked(condition)])].toSorted()).toEqual(needs.toSorted());
});

it('so has what the texts of a config name, in every depth', () => {
  const config = { body: 'Risk ${{ review.risk }}', list: [{ text: '$${{ graph.callers }} ${{ label("x") }}' }], n: 1 };
  expect([...needsOf([namesAskedIn(config)])].toSorted()).toEqual(['labels', 'review']);
});
