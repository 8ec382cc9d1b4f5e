/** An error as the Messages API answers it: status, envelope, headers. */
export class WireError extends Error {
  override readonly name = 'WireError';

  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly extra: { details?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(message);
  }

  body(requestId: string): Record<string, unknown> {
    const { details } = this.extra;
    const error = { type: this.type, message: this.message, ...(details ? { details } : {}) };
    return { type: 'error', error, request_id: requestId };
  }
}

export function invalid(message: string): WireError {
  return new WireError(400, 'invalid_request_error', message);
}
