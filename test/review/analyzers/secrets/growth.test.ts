import { expect, it } from 'vitest';
import { maskSecrets } from '../../../../src/review/analyzers/mask-secrets.js';
import { analyzeSecrets } from '../../../../src/review/analyzers/secrets/analyze-secrets.js';
import { analyzedFile } from '../analyzed-file.js';
import { fill } from '../cases/read-cases.js';

/** Four times the text takes four times as long; sixteen times would be quadratic. */
const MOST_GROWTH = 9;
const NOISE_MS = 15;
const SMALL = 64_000;

const BEGIN = '-----BEGIN';
const PIECES = [
  'secret=',
  'token:',
  'tokentoken: ',
  'password ',
  '--token ',
  '<token>',
  'Authorization: Bearer ',
  '"password","',
  fill('pass="{A32}" '),
  fill('gh' + 'p_{A36} '),
  'ghs_.',
  'dp.pt.',
  'SG.',
  '12345678|',
  '1:A',
  'a1b2Q~',
  'AAAAAAAAAAAAAAAAAAAAAA',
  'eyJaaaaaaaaaaaa.',
  'ZXlK',
  'https://a:b',
  `${BEGIN} PGP PRIVATE KEY BLOCK-----\n`,
  'PuTTY-User-Key-File-2:\nEncryption: none\n',
  'kind: Secret\ndata:\n a: b\n',
  fill("client = 'GOCSPX-{A28}' "),
  '\\n',
];

function leastMs(piece: string, size: number, work: (text: string) => unknown): number {
  const text = piece.repeat(Math.floor(size / piece.length));
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round += 1) {
    const before = process.cpuUsage();
    work(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

it.each([
  ...PIECES.map((piece) => ['found', piece, (text: string) => analyzeSecrets(analyzedFile('a.py', text))] as const),
  ...PIECES.map((piece) => ['masked', piece, maskSecrets] as const),
])('%s: %j on one line takes time as it is long', (_, piece, work) => {
  leastMs(piece, 10_000, work);
  const small = leastMs(piece, SMALL, work);
  expect(leastMs(piece, 4 * SMALL, work)).toBeLessThan(MOST_GROWTH * Math.max(NOISE_MS, small));
});
