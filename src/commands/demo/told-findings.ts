/** A finding as the demo's past has it: about a line that stands in the shop's repository. */
export interface ToldFinding {
  path: string;
  line: number;
  quote: string;
  severity: 'must-fix' | 'should-fix' | 'minor' | 'pre-existing';
  category: 'security' | 'bug' | 'performance' | 'quality' | 'tests';
  rule: string;
  title: string;
  body: string;
  evidence: string;
  suggestion?: string;
}

/** What was found in the shop while it grew. */
export const TOLD_FINDINGS: readonly ToldFinding[] = [
  {
    path: 'src/orders/place-order.ts',
    line: 13,
    quote: '  for (const item of items) {',
    severity: 'must-fix',
    category: 'bug',
    rule: 'claude/bug',
    title: 'Stock stays reserved when a later item is sold out',
    body: 'Each item takes its pieces out of stock by itself. If the third item throws `ConflictError`, the first two are gone from the stock and no order has them. Put the loop and the `INSERT` into one transaction.',
    evidence: '`reserveStock` commits on its own: `Database.query` takes a connection of the pool for each call.',
  },
  {
    path: 'src/payments/charge.ts',
    line: 12,
    quote: '  return charger({ orderId: order.id, cents: order.totalCents });',
    severity: 'must-fix',
    category: 'bug',
    rule: 'claude/bug',
    title: 'A repeated request charges the card twice',
    body: 'Nothing tells the payment service that it has seen this order before. A client that times out and tries again pays twice. Hand the order id over as an idempotency key.',
    evidence: 'The only caller retries on a timeout, and no row says that the order was charged.',
  },
  {
    path: 'src/orders/find-orders.ts',
    line: 17,
    quote: "    'SELECT ' + COLUMNS + ' FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 100',",
    severity: 'should-fix',
    category: 'performance',
    rule: 'claude/performance',
    title: 'The orders of a customer are sorted without an index',
    body: '`orders` has an index on its id alone. A customer with many orders makes PostgreSQL read and sort all of them for each page. Add `(customer_id, placed_at DESC)`.',
    evidence: 'migrations/002_orders.sql creates no index.',
  },
  {
    path: 'src/mail/send-receipt.ts',
    line: 12,
    quote: '  await mailer({',
    severity: 'should-fix',
    category: 'bug',
    rule: 'claude/bug',
    title: 'An order fails when its receipt cannot be mailed',
    body: 'The mail server being away for a minute turns a paid order into an error for the customer, who then orders again. Send the receipt after the answer, and try it again.',
    evidence: '`sendReceipt` is awaited in the route before it answers.',
  },
  {
    path: 'src/payments/refund.ts',
    line: 7,
    quote: 'export async function refund(refunder: Refunder, paymentId: string, cents: number): Promise<string> {',
    severity: 'must-fix',
    category: 'security',
    rule: 'claude/security',
    title: 'A refund may be larger than its payment',
    body: 'Nothing compares `cents` with what was paid, and a negative amount is handed on as it stands. Whoever can call this can give out any amount. Refuse what is not between one cent and the rest of the payment.',
    evidence: 'No caller checks the amount either: both hand on what the request says.',
    suggestion:
      "export async function refund(refunder: Refunder, paymentId: string, cents: number): Promise<string> {\n  if (cents <= 0) throw new RangeError('A refund of nothing');",
  },
  {
    path: 'src/orders/order-routes.ts',
    line: 27,
    quote: "  routes.get('/of/:customerId', async (c) => {",
    severity: 'must-fix',
    category: 'security',
    rule: 'claude/security',
    title: 'Anyone can read the orders of any customer',
    body: 'The route takes the customer from the address and asks nobody who they are. An id that leaks in a receipt is enough to see everything that person ordered. Compare it with who is signed in.',
    evidence: '`app.ts` mounts these routes without the session middleware that `/account` has.',
  },
  {
    path: 'src/coupons/apply-coupon.ts',
    line: 6,
    quote: '  return coupon.endsAt > now ? percentOf(cents, coupon.percent) : 0;',
    severity: 'minor',
    category: 'tests',
    rule: 'claude/tests',
    title: 'The last moment of a coupon is not tested',
    body: 'The comparison decides whether a coupon still holds at the second it ends. No test has `endsAt` equal to `now`, so a change to `>=` would pass.',
    evidence: 'test/coupons/apply-coupon.test.ts has an hour before and an hour after.',
  },
  {
    path: 'src/products/list-products.ts',
    line: 18,
    quote: "    'SELECT id, name, price_cents FROM products WHERE stock > 0 AND name ILIKE $1 ORDER BY name',",
    severity: 'should-fix',
    category: 'performance',
    rule: 'claude/performance',
    title: 'The list of products has no end',
    body: 'Every request reads all products that are in stock and sends them. With a few thousand the answer takes seconds and the memory of the server goes with it. Give it a limit and a page.',
    evidence: 'Nothing between the route and this statement cuts the rows.',
  },
  {
    path: 'src/stock/reserve-stock.ts',
    line: 14,
    quote: "  if (!product) throw new ConflictError('There is not enough of this product');",
    severity: 'minor',
    category: 'quality',
    rule: 'claude/quality',
    title: 'A product that does not exist is called sold out',
    body: 'The statement finds no row for an unknown id too, and the customer is told that there is not enough of it. `findProduct` has the right error for that.',
    evidence: 'The statement joins both conditions with AND and returns one thing for both.',
  },
  {
    path: 'src/config.ts',
    line: 4,
    quote: '  PORT: z.coerce.number().int().positive().default(3000),',
    severity: 'minor',
    category: 'quality',
    rule: 'claude/quality',
    title: 'An empty PORT is refused instead of being the default',
    body: '`z.coerce.number()` makes 0 of an empty text, and 0 is not positive. Container setups often pass empty variables along.',
    evidence: 'The compose file sets `PORT=${PORT:-}`.',
  },
  {
    path: 'src/money.ts',
    line: 3,
    quote: '  return (cents / 100).toFixed(2);',
    severity: 'pre-existing',
    category: 'quality',
    rule: 'claude/quality',
    title: 'Large amounts have no separators',
    body: 'An order of a thousand euros reads 1000.00 in a mail. `Intl.NumberFormat` knows how each language writes it.',
    evidence: 'The line is older than this change.',
  },
];
