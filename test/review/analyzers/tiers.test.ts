import { readFileSync, readdirSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from './analyzed-file.js';

const Texts = z.array(z.string()).default([]);
/** By rule: the path of the file, what comes before each text, and the texts by how sure the rule has to be of them. */
const Tables = z.record(
  z.string(),
  z.object({ file: z.string(), before: z.string().default(''), certain: Texts, lead: Texts, none: Texts }),
);

const folder = new URL('./tiers/', import.meta.url);
const cases = readdirSync(folder).flatMap((name) =>
  Object.entries(Tables.parse(load(readFileSync(new URL(name, folder), 'utf8')))).flatMap(
    ([key, { file, before, ...tiers }]) =>
      (['certain', 'lead', 'none'] as const).flatMap((tier) =>
        tiers[tier].map((text) => ({
          rule: key.split(' ')[0],
          file,
          tier,
          text: before + text,
          said: text.trim().slice(-80),
        })),
      ),
  ),
);

describe('how sure a rule is', () => {
  it.each(cases)('$rule is $tier of $said', async ({ rule, file, tier, text }) => {
    const claims = await runFileAnalyzers(analyzedFile(file, text));
    const found = claims.filter((claim) => claim.rule === rule).map((claim) => claim.tier ?? 'certain');
    expect(found.includes('certain') ? 'certain' : (found[0] ?? 'none')).toBe(tier);
  });
});
