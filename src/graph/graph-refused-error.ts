/**
 * Why a store did not write: `purged`: it does not know the repository (any more); `superseded`: readers see a newer
 * version; `moved`: readers see another commit than the one that a push builds on.
 */
export type Refusal = 'purged' | 'superseded' | 'moved';

const SAID: Readonly<Record<Refusal, string>> = {
  purged: 'the graph does not know the repository any more: it was removed meanwhile',
  superseded: 'a newer scan of the repository has ended meanwhile',
  moved: 'the graph shows another commit than the one that the push builds on: a full scan is needed',
};

/** The store is well, and did not write: what was to be written is not wanted any more. */
export class GraphRefusedError extends Error {
  override readonly name = 'GraphRefusedError';
  constructor(readonly refusal: Refusal) {
    super(SAID[refusal]);
  }
}
