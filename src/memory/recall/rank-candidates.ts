import type { Candidate } from './find-candidates.js';

/** Of reciprocal rank fusion: https://dl.acm.org/doi/10.1145/1571941.1572114 */
const K = 60;
/** Texts that have no word in common and are less alike than this have only letters in common: the default of pg_trgm. */
const ALIKE = 0.3;
/** How much the place in the list of likeness counts: it knows nothing of the meaning of words. */
const OF_LIKENESS = 0.3;
/** What asks for something, or allows it, against what only says how things are: that is for nobody to follow. */
const OF_DECIDING = 2;

/**
 * Ids of the candidates that something speaks for, best first: each list (by words, by what their scope names, by
 * meaning as the index found them, and for a part by likeness) gives 1 / (60 + rank). Pure.
 */
export function rankCandidates(candidates: readonly Candidate[], byMeaning: readonly string[] = []): string[] {
  const scores = new Map<string, number>();
  const words = scoreWords(candidates);
  const wordsOf = ({ id }: Candidate) => words.get(id) ?? 0;
  const lists: [ids: readonly string[], part: number][] = [
    [ranked(candidates, wordsOf), 1],
    // Of two that are equally close the words decide.
    [ranked(candidates, (candidate) => keysOf(candidate) * (1 + wordsOf(candidate) / 1000)), 1],
    [byMeaning, 1],
    // Letters speak only where no word does: they would mend what is written otherwise, not weigh what is said.
    [ranked(candidates, (one) => (wordsOf(one) === 0 && one.likeness >= ALIKE ? one.likeness : 0)), OF_LIKENESS],
  ];
  for (const [list, part] of lists)
    for (const [at, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + part / (K + at + 1));
  return [...scores].toSorted(([, one], [, other]) => other - one).map(([id]) => id);
}

function ranked(candidates: readonly Candidate[], score: (candidate: Candidate) => number): string[] {
  return candidates
    .map((candidate) => ({ id: candidate.id, score: score(candidate) }))
    .filter((one) => one.score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ id }) => id);
}

/**
 * The inverse document frequency of BM25, summed over the words that were asked for: a word that few memories have
 * tells more (https://doi.org/10.1561/1500000019). Texts are short, so that a word counts once, and a longer one is no
 * less about it.
 */
function scoreWords(candidates: readonly Candidate[]): Map<string, number> {
  const having = new Map<string, number>();
  for (const { words } of candidates) for (const { word } of words) having.set(word, (having.get(word) ?? 0) + 1);
  const rarity = (word: string) => {
    const count = having.get(word) ?? 0;
    return Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5));
  };
  return new Map(
    candidates.map(({ id, words, decides }) => [
      id,
      (decides ? OF_DECIDING : 1) * words.reduce((sum, { word, weight }) => sum + weight * rarity(word), 0),
    ]),
  );
}

/** How closely the scope names the change: a symbol more than a place, a deep place more than a wide one. */
function keysOf({ pathGlob, symbol }: Candidate): number {
  const folders = pathGlob === null ? 0 : pathGlob.split('/').filter((part) => !/[*?{[]/.test(part)).length + 1;
  return (symbol === null ? 0 : 10) + folders;
}
