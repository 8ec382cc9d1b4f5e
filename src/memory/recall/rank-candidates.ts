import type { Candidate } from './find-candidates.js';

/** Of reciprocal rank fusion: https://dl.acm.org/doi/10.1145/1571941.1572114 */
const K = 60;
/** Of BM25, with the usual values: https://doi.org/10.1561/1500000019 */
const [SATURATION, LENGTH] = [1.2, 0.75];
/** Texts less alike have nothing in common but letters. */
const LEAST_LIKENESS = 0.05;

/**
 * Ids of the candidates that something speaks for, best first: each list (by words, by likeness, by what their scope
 * names, by meaning as the index found them) gives 1 / (60 + rank). Pure.
 */
export function rankCandidates(candidates: readonly Candidate[], byMeaning: readonly string[] = []): string[] {
  const scores = new Map<string, number>();
  const words = scoreWords(candidates);
  const lists = [
    ranked(candidates, ({ id }) => words.get(id) ?? 0),
    ranked(candidates, ({ likeness }) => (likeness < LEAST_LIKENESS ? 0 : likeness)),
    ranked(candidates, (candidate) =>
      keysOf(candidate) === 0 ? 0 : keysOf(candidate) + (words.get(candidate.id) ?? 0),
    ),
    byMeaning,
  ];
  for (const list of lists)
    for (const [at, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (K + at + 1));
  return [...scores].toSorted(([, one], [, other]) => other - one).map(([id]) => id);
}

function ranked(candidates: readonly Candidate[], score: (candidate: Candidate) => number): string[] {
  return candidates
    .map((candidate) => ({ id: candidate.id, score: score(candidate) }))
    .filter((one) => one.score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ id }) => id);
}

/** BM25 of each: a word that few memories have tells more. Texts are short, so that a word counts once in each. */
function scoreWords(candidates: readonly Candidate[]): Map<string, number> {
  const having = new Map<string, number>();
  for (const { words } of candidates) for (const { word } of words) having.set(word, (having.get(word) ?? 0) + 1);
  const average = candidates.reduce((sum, { size }) => sum + size, 0) / Math.max(1, candidates.length) || 1;
  const rarity = (word: string) => {
    const count = having.get(word) ?? 0;
    return Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5));
  };
  return new Map(
    candidates.map(({ id, words, size }) => {
      const norm = (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH + (LENGTH * size) / average));
      return [id, words.reduce((sum, { word, weight }) => sum + weight * rarity(word) * norm, 0)];
    }),
  );
}

/** How closely the scope names the change: a symbol more than a place, a deep place more than a wide one. */
function keysOf({ pathGlob, symbol }: Candidate): number {
  const folders = pathGlob === null ? 0 : pathGlob.split('/').filter((part) => !/[*?{[]/.test(part)).length + 1;
  return (symbol === null ? 0 : 10) + folders;
}
