import { runFileAnalyzers } from '../../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from '../analyzed-file.js';

/** What a rule is expected to say of a text: surely a fault, worth a look, or nothing. */
export type FoundAs = 'certain' | 'lead' | 'nothing';

/** What the rule `id` says of the file `path` that reads `text`. */
export async function foundAs(id: string, text: string, path = 'src/a.tsx'): Promise<FoundAs> {
  const hits = (await runFileAnalyzers(analyzedFile(path, text))).filter(({ rule }) => rule === id);
  if (hits.length === 0) return 'nothing';
  return hits.some(({ tier }) => tier !== 'lead') ? 'certain' : 'lead';
}

/** The text of a handler of Express with `body` in it. */
export const inHandler = (body: string) => `app.post('/a', async (req, res) => { ${body} });`;
