/** What was asked for cannot be reviewed; the message says why and what to do, in one line. */
export class CheckoutError extends Error {
  override readonly name = 'CheckoutError';
}
