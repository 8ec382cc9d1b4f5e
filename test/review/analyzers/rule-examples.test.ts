import { expect, it } from 'vitest';
import { RULE_EXAMPLES } from '../../../src/review/analyzers/examples/rule-examples.js';
import { exampleText } from '../../../src/review/analyzers/examples/rule-example.js';
import { ruleCatalog } from '../../../src/review/analyzers/rule-catalog.js';
import { runChangeAnalyzers, runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from './analyzed-file.js';
import { fill } from './cases/read-cases.js';

it.each(ruleCatalog().map(({ id }) => id))('%s has an example, and finds it', async (id) => {
  const example = RULE_EXAMPLES[id];
  if (example === undefined) throw new Error('it has none');
  const { path, beside = [], deletes = [] } = example;
  const file = analyzedFile(path, fill(exampleText(example)), { snapshotPaths: [path, ...beside] });
  const gone = deletes.map((one) => analyzedFile(one, '', { status: 'deleted', content: null, hunks: [] }));
  const claims = [...(await runFileAnalyzers(file)), ...runChangeAnalyzers({ files: [file, ...gone] }).claims];
  expect(claims.map(({ rule }) => rule)).toContain(id);
});

it('has examples of rules alone', () => {
  const ids = ruleCatalog().map(({ id }) => id);
  expect(Object.keys(RULE_EXAMPLES).filter((id) => !ids.includes(id))).toEqual([]);
});
