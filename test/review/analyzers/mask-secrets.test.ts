import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../src/review/analyzers/mask-secrets.js';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from './analyzed-file.js';
import { readCases } from './cases/read-cases.js';

const letters = fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789');
const token = fc
  .array(letters, { minLength: 36, maxLength: 36 })
  .filter((chars) => new Set(chars).size > 12)
  .map((chars) => `ghp_${chars.join('')}`);

describe('maskSecrets', () => {
  it('removes a token wherever it stands in a line', () => {
    fc.assert(
      fc.property(token, fc.constantFrom('"', "'", ' ', '=', ': ', '(', '`'), (value, before) => {
        const masked = maskSecrets(`const a${before}${value}${before} // end`);
        expect(masked).not.toContain(value);
        expect(masked).toContain('[masked]');
        expect(masked.endsWith('// end')).toBe(true);
      }),
    );
  });

  it('changes nothing more the second time, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), token), { maxLength: 6 }), (parts) => {
        const once = maskSecrets(parts.join('\n'));
        expect(maskSecrets(once)).toBe(once);
      }),
    );
  });

  it('leaves ordinary text alone', () => {
    const text = "import { readFile } from 'node:fs';\nconst password = await prompt('Password');\n";
    expect(maskSecrets(text)).toBe(text);
  });

  it('empties a whole PEM block', () => {
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ';
    const text = `a\n-----BEGIN PRIVATE KEY-----\n${body}\nshort\n-----END PRIVATE KEY-----\nb`;
    expect(maskSecrets(text)).toBe('a\n-----BEGIN PRIVATE KEY-----[masked]-----END PRIVATE KEY-----\nb');
  });

  it('stays fast on long hostile lines', () => {
    const started = performance.now();
    for (const piece of ['aws', 'a.', 'postgres://a:', 'eyJ', 'secret = "', '-----BEGIN PRIVATE KEY-----\n']) {
      maskSecrets(piece.repeat(Math.floor(20_000 / piece.length)));
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('claims about secrets', () => {
  const hits = readCases('secrets.yml').filter(({ hit }) => hit);

  it.each(hits)('$rule keeps the value out of title, body and evidence', async ({ file, text, rule }) => {
    const claims = (await runFileAnalyzers(analyzedFile(file, text))).filter((claim) => claim.rule === rule);
    const values = text.match(/[A-Za-z0-9]{12,}/g)?.filter((word) => /\d/.test(word)) ?? [];
    for (const { title, body, evidence, quote } of claims) {
      expect(values.filter((value) => `${title} ${body} ${evidence}`.includes(value))).toEqual([]);
      expect(maskSecrets(text)).not.toBe(text);
      expect(quote).not.toBe('');
    }
  });
});
