export const ORDERS_TABLE = `CREATE TABLE orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_id uuid NOT NULL,
  payment_id text,
  total_cents integer NOT NULL CHECK (total_cents >= 0),
  placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_customer ON orders (customer_id, placed_at DESC);
`;

export const ORDER = `export interface OrderLine {
  productId: string;
  amount: number;
  priceCents: number;
}

export interface Order {
  id: string;
  customerId: string;
  /** The payment at the provider; null until it is paid. */
  paymentId: string | null;
  totalCents: number;
  placedAt: Date;
}
`;

export const ORDER_TOTAL = `import type { OrderLine } from './order.js';

/** What an order costs, in cents. */
export function orderTotal(lines: OrderLine[]): number {
  const goods = lines.reduce((sum, line) => sum + line.amount * line.priceCents, 0);
  return goods;
}
`;

export const ORDER_TOTAL_TEST = `import { expect, it } from 'vitest';
import { orderTotal } from '../../src/orders/order-total.js';

it('adds up the lines', () => {
  const lines = [
    { productId: 'p1', amount: 20, priceCents: 250 },
    { productId: 'p2', amount: 1, priceCents: 1000 },
  ];
  expect(orderTotal(lines)).toBe(6000);
});
`;

export const SHIPPING_TEST = `
it('charges shipping below 50 euro', () => {
  expect(orderTotal([{ productId: 'p1', amount: 1, priceCents: 1000 }])).toBe(1490);
});
`;

export const PLACE_ORDER = `import type { Database } from '../database.js';
import type { OrderLine } from './order.js';
import { orderTotal } from './order-total.js';

/** Stores an order; gives its id. */
export async function placeOrder(database: Database, customerId: string, lines: OrderLine[]): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    'INSERT INTO orders (customer_id, total_cents) VALUES ($1, $2) RETURNING id',
    [customerId, orderTotal(lines)],
  );
  const order = rows[0];
  if (!order) throw new Error('The order was not stored');
  return order.id;
}
`;

export const PLACE_ORDER_TEST = `import { expect, it } from 'vitest';
import { placeOrder } from '../../src/orders/place-order.js';
import { fakeDatabase } from '../fake-database.js';

const lines = [{ productId: 'p1', amount: 3, priceCents: 2500 }];

it('stores the total', async () => {
  const database = fakeDatabase([{ id: 'o1' }]);
  expect(await placeOrder(database, 'c1', lines)).toBe('o1');
  expect(database.asked.at(-1)?.values).toEqual(['c1', 7500]);
});
`;

export const STOCK_ORDER_TEST = `import { expect, it } from 'vitest';
import { placeOrder } from '../../src/orders/place-order.js';
import { fakeDatabase } from '../fake-database.js';

const items = [{ productId: 'p1', amount: 3 }];

it('stores the total at the prices of the shop', async () => {
  const database = fakeDatabase([{ price_cents: 2500 }], [{ id: 'o1' }]);
  expect(await placeOrder(database, 'c1', items)).toBe('o1');
  expect(database.asked.at(-1)?.values).toEqual(['c1', 7500]);
});

it('stores nothing when the stock does not suffice', async () => {
  const database = fakeDatabase([]);
  await expect(placeOrder(database, 'c1', items)).rejects.toThrow('not enough');
  expect(database.asked).toHaveLength(1);
});
`;

export const STOCK_PLACE_ORDER = `import type { Database } from '../database.js';
import { reserveStock } from '../stock/reserve-stock.js';
import type { OrderLine } from './order.js';
import { orderTotal } from './order-total.js';

/** Reserves the items and stores the order at the shop's prices; gives its id. */
export async function placeOrder(
  database: Database,
  customerId: string,
  items: Pick<OrderLine, 'productId' | 'amount'>[],
): Promise<string> {
  const lines: OrderLine[] = [];
  for (const item of items) {
    lines.push({ ...item, priceCents: await reserveStock(database, item.productId, item.amount) });
  }
  const { rows } = await database.query<{ id: string }>(
    'INSERT INTO orders (customer_id, total_cents) VALUES ($1, $2) RETURNING id',
    [customerId, orderTotal(lines)],
  );
  const order = rows[0];
  if (!order) throw new Error('The order was not stored');
  return order.id;
}
`;

export const ORDER_ROUTES = `import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../database.js';
import { placeOrder } from './place-order.js';

const NewOrder = z.object({
  customerId: z.string().uuid(),
  items: z
    .array(
      z.object({
        productId: z.string().uuid(),
        amount: z.number().int().positive(),
      }),
    )
    .min(1)
    .max(50),
});

export function orderRoutes(database: Database): Hono {
  const routes = new Hono();
  routes.post('/', async (c) => {
    const order = NewOrder.parse(await c.req.json());
    const id = await placeOrder(database, order.customerId, order.items);
    return c.json({ id }, 201);
  });
  return routes;
}
`;

export const FIND_ORDERS = `import type { Database } from '../database.js';
import type { Order } from './order.js';

interface OrderRow {
  id: string;
  customer_id: string;
  payment_id: string | null;
  total_cents: number;
  placed_at: Date;
}

const COLUMNS = 'id, customer_id, payment_id, total_cents, placed_at';

/** The last orders of one customer, newest first. */
export async function findOrders(database: Database, customerId: string): Promise<Order[]> {
  const { rows } = await database.query<OrderRow>(
    'SELECT ' + COLUMNS + ' FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 100',
    [customerId],
  );
  return rows.map(toOrder);
}

function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    customerId: row.customer_id,
    paymentId: row.payment_id,
    totalCents: row.total_cents,
    placedAt: row.placed_at,
  };
}
`;

export const FIND_ORDERS_TEST = `import { expect, it } from 'vitest';
import { findOrders } from '../../src/orders/find-orders.js';
import { fakeDatabase } from '../fake-database.js';

const row = { id: 'o1', customer_id: 'c1', payment_id: null, total_cents: 900, placed_at: new Date('2025-07-01') };

it('reads the orders of one customer', async () => {
  const database = fakeDatabase([row]);
  const [order] = await findOrders(database, 'c1');
  expect(order).toMatchObject({ id: 'o1', customerId: 'c1', totalCents: 900 });
  expect(database.asked[0]?.values[0]).toBe('c1');
});
`;
