/** Why a text cannot be filled in, for its author. `position`: offset of the character in the text it is about. */
export class InterpolationError extends Error {
  override readonly name = 'InterpolationError';
  constructor(
    message: string,
    readonly position: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
