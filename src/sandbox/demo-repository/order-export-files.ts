import { createHash } from 'node:crypto';

export const ORDERS_BETWEEN = `/** The orders placed from \`from\` until before \`to\`, oldest first. */
export async function findOrdersBetween(database: Database, from: Date, to: Date): Promise<Order[]> {
  if (from >= to) return [];
  const { rows } = await database.query<OrderRow>(
    'SELECT ' + COLUMNS + ' FROM orders WHERE placed_at >= $1 AND placed_at < $2 ORDER BY placed_at',
    [from, to],
  );
  return rows.map(toOrder);
}

`;

export const EXPORT_ORDERS = `import { stringify } from 'csv-stringify/sync';
import type { Database } from '../database.js';
import { formatCents } from '../money.js';
import { findOrdersBetween } from './find-orders.js';
import { paymentFee } from './payment-fee.js';

/** The orders of a period as CSV, one line each, with what the payment provider kept. */
export async function exportOrders(database: Database, from: Date, to: Date): Promise<string> {
  const lines: string[][] = [['order', 'placed', 'total', 'fee']];
  for (const order of await findOrdersBetween(database, from, to)) {
    const fee = order.paymentId ? await paymentFee(order.paymentId) : 0;
    lines.push([order.id, order.placedAt.toISOString(), formatCents(order.totalCents), formatCents(fee)]);
  }
  return stringify(lines, { escape_formulas: true });
}
`;

export const PERIOD = `const Period = z.object({ from: z.coerce.date(), to: z.coerce.date() });

`;

export const EXPORT_ROUTE = `  routes.get('/export', async (c) => {
    const { from, to } = Period.parse(c.req.query());
    c.header('content-type', 'text/csv; charset=utf-8');
    return c.body(await exportOrders(database, from, to));
  });
`;

export const FIND_COUPON = `/** The coupon whose code, in any case, a request names, or null. */
export async function findCoupon(database: Database, request: HonoRequest): Promise<Coupon | null> {
  const code = request.param('code') ?? '';
  const { rows } = await database.query<{ code: string; percent: number; ends_at: Date }>(
    \`SELECT code, percent, ends_at FROM coupons WHERE lower(code) = '\${code.toLowerCase()}'\`,
  );
  const row = rows[0];
  return row ? { code: row.code, percent: row.percent, endsAt: row.ends_at } : null;
}

`;

export const COUPON_ROUTES = `import { Hono } from 'hono';
import type { Database } from '../database.js';
import { NotFoundError } from '../errors.js';
import { findCoupon } from './coupon-store.js';

export function couponRoutes(database: Database): Hono {
  const routes = new Hono();
  routes.get('/:code', async (c) => {
    const coupon = await findCoupon(database, c.req);
    if (!coupon) throw new NotFoundError('The coupon');
    return c.json({ code: coupon.code, percent: coupon.percent, valid: coupon.endsAt > new Date() });
  });
  return routes;
}
`;

/** Asks the payment provider for a fee, with a key that has no business in a source file. */
export function paymentFee(): string {
  return `import { z } from 'zod';

const TRANSACTIONS = 'https://api.stripe.com/v1/balance_transactions';
const STRIPE = '${leakedKey()}';

const Transactions = z.object({ data: z.array(z.object({ fee: z.number().int() })) });

/** What the payment provider kept of one payment, in cents. */
export async function paymentFee(paymentId: string): Promise<number> {
  const answer = await fetch(TRANSACTIONS + '?' + new URLSearchParams({ source: paymentId }).toString(), {
    headers: { authorization: 'Bearer ' + STRIPE },
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error('The payment provider answered ' + answer.status);
  const { data } = Transactions.parse(await answer.json());
  return data.reduce((sum, transaction) => sum + transaction.fee, 0);
}
`;
}

/**
 * Shaped like a live key and valid nowhere. Put together here, so that no secret scanner stops this project's own
 * source.
 */
function leakedKey(): string {
  const body = createHash('sha256')
    .update('the orchard shop of the demo')
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '');
  return ['sk', 'live', body.slice(0, 32)].join('_');
}
