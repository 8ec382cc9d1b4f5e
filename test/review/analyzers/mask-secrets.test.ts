import fc from 'fast-check';
import { heldTexts } from '../../../src/review/plan/head-texts.js';
import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../src/review/analyzers/mask-secrets.js';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { matchSecrets } from '../../../src/review/analyzers/secrets/find-secrets.js';
import { anchorFindings } from '../../../src/review/verify/anchor-findings.js';
import { maskFindings } from '../../../src/review/verify/mask-findings.js';
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

  const body = [
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ',
    'AsPw8HGrOHYqpLxmQxyKXzGmTwKIxVIxEqjkyWsdcC',
    'short1=',
  ];
  const [begin, end] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
  it.each([
    ['a whole one', ['a', begin, ...body, end, 'b'], ['a', begin, '[masked]', '[masked]', '[masked]', end, 'b']],
    ['with line ends of Windows', [`${begin}\r`, `${body[0]}\r`, end], [`${begin}\r`, '[masked]\r', end]],
    ['in one line of JSON', [`"${begin}\\n${body.join('\\n')}\\n${end}\\n"`], [`"${begin}[masked]${end}\\n"`]],
    [
      'joined in code',
      [`"${begin}" +`, `"${body[0]}" +`, `"${end}"`],
      [`"${begin}[masked]`, '[masked]', `[masked]${end}"`],
    ],
    ['in a diff', [`+${begin}`, `+${body[0]}`, `+${end}`], [`+${begin}`, '[masked]', `[masked]${end}`]],
    ['cut off', [begin, body[0], body[1], '', 'const a = 1;'], [begin, '[masked]', '[masked]', '', 'const a = 1;']],
    ['encrypted', [begin, 'Proc-Type: 4,ENCRYPTED', '', body[0], end], [begin, '[masked]', '', '[masked]', end]],
  ])('leaves no line of a private key: %s', (_, lines, expected) => {
    expect(maskSecrets(lines.join('\n'))).toBe(expected.join('\n'));
  });

  it('leaves code alone that only knows the first line of a key', () => {
    const text = `if (text.includes('${begin}')) return parse(text);\nelse if (text.includes('${end}')) throw new Error();`;
    expect(maskSecrets(text)).toBe(text);
  });

  it.each([
    'aws',
    'a.',
    'postgres://a:',
    'eyJ',
    '-eyJaaaaaaaaaaa',
    'eyJaaaaaaaaaaa.',
    'secret = "',
    `${begin}\n`,
    `${begin}\n${body[0]}\n`,
    `AKIA${'Q3'.repeat(8)}\n`,
    'xoxb-1',
    'password',
    '"',
    ' ',
    '\n',
  ])('takes about eight times as long for eight times the text: %j', (piece) => {
    const timed = (size: number) => {
      const text = piece.repeat(Math.floor(size / piece.length));
      const runs = Array.from({ length: 4 }, () => {
        const from = process.cpuUsage();
        maskSecrets(text);
        return process.cpuUsage(from).user / 1000;
      });
      return Math.min(...runs);
    };
    timed(10_000);
    expect(timed(200_000) / Math.max(timed(25_000), 1)).toBeLessThan(32);
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

  it.each(hits)('$rule leaves nothing of the value in a finding', async ({ file, text, rule }) => {
    const claims = (await runFileAnalyzers(analyzedFile(file, text))).filter((claim) => claim.rule === rule);
    const values = matchSecrets(text).map(({ start, end }) => text.slice(start, end));
    const change = { files: [analyzedFile(file, text)] };
    const findings = await maskFindings(anchorFindings(claims, change), heldTexts(new Map([[file, text]])));
    expect(findings).toHaveLength(claims.length);
    for (const [index, finding] of findings.entries()) {
      expect(values.filter((value) => JSON.stringify(finding).includes(value))).toEqual([]);
      expect(finding).toMatchObject({
        line: claims[index]?.line,
        path: file,
        quote: expect.stringContaining('[masked]'),
      });
    }
  });
});
