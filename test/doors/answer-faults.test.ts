import { expect, it } from 'vitest';
import { answerFaults } from './answer-faults.js';
import { canaryOf, uuidOf, type Place } from './plant-place.js';

const place: Place = {
  mark: 91734102,
  installationId: 1,
  githubInstallationId: 2,
  githubRepoId: 3,
  account: 'acme',
  repository: 'vault',
};
const faultsOf = (text: string, said: string) =>
  answerFaults({ status: 200, headers: [], text }, { said, forbidden: [place], secrets: [] }).map(
    (fault) => fault.split(':')[0],
  );

it.each([
  ['nothing of it', '{"number":9}', '', []],
  ['its id, which was said', `no ${uuidOf(place)}`, `["${uuidOf(place)}"]`, []],
  ['its canary, which was said', canaryOf(place), `{"name":"${canaryOf(place)}"}`, []],
  ['its number, where only its id was said', '{"number":91734102}', `["${uuidOf(place)}"]`, ['holds 91734102']],
  ['its number beside its id', `${uuidOf(place)} 91734102`, uuidOf(place), ['holds 91734102']],
  ['its number within a hash', `${'0'.repeat(32)}91734102`, uuidOf(place), ['holds 91734102']],
  ['its id', uuidOf(place), '', [`holds ${uuidOf(place)}`]],
  ['its name', 'acme/vault', '["acme","vault"]', ['holds acme/vault']],
])('an answer that holds %s', (_, text, said, expected) => {
  expect(faultsOf(text, said)).toEqual(expected);
});
