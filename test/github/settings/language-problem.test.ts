import { expect, it } from 'vitest';
import { languageProblem } from '../../../src/github/settings/language-problem.js';

it.each(['en', 'eng', 'pt-BR', 'pt-br', 'zh-Hans-CN', 'es-419', 'de-1996', 'haw', 'iw', 'sr-Latn'])(
  '%s is a language',
  (tag) => {
    expect(languageProblem(tag)).toBeNull();
  },
);

it.each([
  ['zz', 'no language is called zz'],
  ['jp', 'no language is called jp: did you mean ja?'],
  ['CZ', 'no language is called cz: did you mean cs?'],
  ['gr', 'no language is called gr: did you mean el?'],
  ['ua', 'no language is called ua: did you mean uk?'],
  ['enn', 'no language is called enn'],
  ['pt-XQ', 'no country or region is called XQ'],
  ['zh-Hant-XQ', 'no country or region is called XQ'],
  ['zh-Hanx', 'no script is called Hanx'],
  ['en-1996-1996', 'en-1996-1996 is no tag of a language'],
])('%s: %s', (tag, problem) => {
  expect(languageProblem(tag)).toBe(problem);
});
