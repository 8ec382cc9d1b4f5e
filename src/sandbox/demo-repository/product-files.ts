export const PRODUCTS_TABLE = `CREATE TABLE products (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents >= 0),
  stock integer NOT NULL DEFAULT 0
);
`;

export const LIST_PRODUCTS = `import type { Database } from '../database.js';

export interface Product {
  id: string;
  name: string;
  priceCents: number;
}

interface ProductRow {
  id: string;
  name: string;
  price_cents: number;
}

/** All products that are in stock, by name. */
export async function listProducts(database: Database): Promise<Product[]> {
  const { rows } = await database.query<ProductRow>(
    'SELECT id, name, price_cents FROM products WHERE stock > 0 ORDER BY name',
  );
  return rows.map((row) => ({ id: row.id, name: row.name, priceCents: row.price_cents }));
}
`;

export const PRODUCT_ROUTES = `import { Hono } from 'hono';
import type { Database } from '../database.js';
import { listProducts } from './list-products.js';

export function productRoutes(database: Database): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => c.json(await listProducts(database)));
  return routes;
}
`;

export const LIST_PRODUCTS_TEST = `import { expect, it } from 'vitest';
import { listProducts } from '../../src/products/list-products.js';
import { fakeDatabase } from '../fake-database.js';

it('lists products with their price', async () => {
  const database = fakeDatabase([{ id: 'p1', name: 'Pear', price_cents: 120 }]);
  expect(await listProducts(database)).toEqual([{ id: 'p1', name: 'Pear', priceCents: 120 }]);
});
`;

export const SEARCH_TEST = `
it('searches by a part of the name', async () => {
  const database = fakeDatabase([]);
  await listProducts(database, 'pe');
  expect(database.asked[0]?.values).toEqual(['%pe%']);
});
`;

export const WILDCARD_TEST = `
it('takes wildcards in a search as text', async () => {
  const database = fakeDatabase([]);
  await listProducts(database, '50%_off');
  expect(database.asked[0]?.values).toEqual(['%50\\\\%\\\\_off%']);
});
`;

export const FIND_PRODUCT = `import type { Database } from '../database.js';
import { NotFoundError } from '../errors.js';
import type { Product } from './list-products.js';

/** One product; throws NotFoundError. */
export async function findProduct(database: Database, id: string): Promise<Product> {
  const { rows } = await database.query<{ id: string; name: string; price_cents: number }>(
    'SELECT id, name, price_cents FROM products WHERE id = $1',
    [id],
  );
  const row = rows[0];
  if (!row) throw new NotFoundError('The product');
  return { id: row.id, name: row.name, priceCents: row.price_cents };
}
`;

export const FIND_PRODUCT_TEST = `import { expect, it } from 'vitest';
import { findProduct } from '../../src/products/find-product.js';
import { fakeDatabase } from '../fake-database.js';

it('says which product is missing', async () => {
  await expect(findProduct(fakeDatabase([]), 'p9')).rejects.toThrow('The product does not exist');
});
`;

export const MONEY = `/** Euro and cents for people, such as 12.05. */
export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** A share of an amount in whole cents. */
export function percentOf(cents: number, percent: number): number {
  return Math.floor((cents * percent) / 100);
}
`;

export const MONEY_TEST = `import { expect, it } from 'vitest';
import { formatCents, percentOf } from '../src/money.js';

it('formats cents', () => {
  expect(formatCents(1205)).toBe('12.05');
});

it('takes a share of an amount', () => {
  expect(percentOf(1000, 15)).toBe(150);
});
`;

export const ROUNDING_TEST = `
it('rounds half a cent up', () => {
  expect(percentOf(250, 25)).toBe(63);
});
`;

export const RESERVE_STOCK = `import type { Database } from '../database.js';
import { ConflictError } from '../errors.js';

/**
 * Takes the amount out of stock in one statement, so that two buyers cannot get the last piece.
 * Gives the price of one piece; throws ConflictError.
 */
export async function reserveStock(database: Database, productId: string, amount: number): Promise<number> {
  const { rows } = await database.query<{ price_cents: number }>(
    'UPDATE products SET stock = stock - $2 WHERE id = $1 AND stock >= $2 RETURNING price_cents',
    [productId, amount],
  );
  const product = rows[0];
  if (!product) throw new ConflictError('There is not enough of this product');
  return product.price_cents;
}
`;

export const RESERVE_STOCK_TEST = `import { expect, it } from 'vitest';
import { reserveStock } from '../../src/stock/reserve-stock.js';
import { fakeDatabase } from '../fake-database.js';

it('refuses what is not there', async () => {
  await expect(reserveStock(fakeDatabase([]), 'p1', 3)).rejects.toThrow('not enough');
});

it('takes what is there and tells its price', async () => {
  expect(await reserveStock(fakeDatabase([{ price_cents: 120 }]), 'p1', 3)).toBe(120);
});
`;
