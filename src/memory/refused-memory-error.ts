/** Why something is not remembered, as a sentence for the person who asked. */
export class RefusedMemoryError extends Error {
  override readonly name = 'RefusedMemoryError';
}
