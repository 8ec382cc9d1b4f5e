import { oneLine } from '../../markdown/short-text.js';

// Names that services give stand in these messages: nothing is left in them that no table takes.

/** A service limits our requests until a time. */
export class ServiceLimitedError extends Error {
  override readonly name = 'ServiceLimitedError';
  constructor(
    message: string,
    readonly until: Date,
  ) {
    super(oneLine(message));
  }
}

/** A service gave no usable answer; it may give one later. */
export class ServiceUnavailableError extends Error {
  override readonly name = 'ServiceUnavailableError';
  constructor(
    message: string,
    /** What was asked may have been done all the same: it is looked up before it is asked again. */
    readonly mayBeDone: boolean,
    options?: ErrorOptions,
  ) {
    super(oneLine(message), options);
  }
}

/** Why a service will not do what it was asked, however often. */
export type RefusedWhy = 'credentials' | 'permission' | 'not-found' | 'invalid';

/** A service refused; `message` says what would help, and holds nothing that is secret. */
export class ServiceRefusedError extends Error {
  override readonly name = 'ServiceRefusedError';
  constructor(
    readonly why: RefusedWhy,
    message: string,
    options?: ErrorOptions,
  ) {
    super(oneLine(message), options);
  }
}

/** A message does not fit its integration, such as in whom it names: nothing is wrong with the integration itself. */
export class MessageUnfitError extends ServiceRefusedError {
  constructor(message: string) {
    super('invalid', message);
  }
}

/** Whether an error is what a service said, or that it said nothing. */
export function isServiceError(error: unknown): error is Error {
  return [ServiceLimitedError, ServiceUnavailableError, ServiceRefusedError].some((kind) => error instanceof kind);
}
