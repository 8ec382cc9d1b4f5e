/** Why a condition or an expression cannot be used, for its author. `position`: offset of the character it is about. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}
