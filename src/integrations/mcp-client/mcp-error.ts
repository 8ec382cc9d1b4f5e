/** What keeps a server from being asked. */
export type McpTrouble =
  | 'late'
  | 'away'
  | 'token'
  | 'limited'
  | 'redirect'
  | 'status'
  | 'large'
  | 'address'
  | 'strange'
  | 'changed'
  | 'tools'
  | 'failed';

/** A server that is away, late, refuses, answers nonsense or is not to be used. Nothing of its answers stands in it. */
export class McpError extends Error {
  override readonly name = 'McpError';

  constructor(
    readonly trouble: McpTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
