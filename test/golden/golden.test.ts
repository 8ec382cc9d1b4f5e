import { readdirSync } from 'node:fs';
import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { goldenPulls } from './golden-pulls.js';
import { playPull } from './play-pull.js';
import { writeGolden } from './write-golden.js';

afterEach(() => nock.cleanAll());

describe.each([
  ['by the rules alone', false, 'rules'],
  ['with Claude', true, 'claude'],
])('what is posted %s (npm run golden writes it anew: read what changes)', (_, withClaude, suffix) => {
  it.each(goldenPulls.map((pull) => [pull.name, pull] as const))('%s', async (name, pull) => {
    const pushes = await playPull(pull, { withClaude });
    await expect(writeGolden(pull, pushes, withClaude)).toMatchFileSnapshot(`${name}.${suffix}.md`);
  });
});

it('no text is left of a pull request that is no longer played', () => {
  const texts = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.md'));
  const played = goldenPulls.flatMap(({ name }) => [`${name}.claude.md`, `${name}.rules.md`]);
  expect(texts.toSorted()).toEqual(played.toSorted());
});
