import {
  APPLY_COUPON,
  APPLY_COUPON_TEST,
  COUPON,
  COUPON_TOTAL_TEST,
  COUPONS_TABLE,
  MAILER,
  SEND_RECEIPT,
  SEND_RECEIPT_TEST,
} from './coupon-and-mail-files.js';
import { JONAS, MAYA, PRIYA, TOM } from './demo-authors.js';
import { type DemoCommit, edit, merge, on, write } from './demo-commit.js';
import { FIND_ORDERS, FIND_ORDERS_TEST, ORDER_TOTAL_TEST, SHIPPING_TEST } from './order-files.js';
import { LIST_PRODUCTS_TEST, MONEY_TEST, ROUNDING_TEST, SEARCH_TEST, WILDCARD_TEST } from './product-files.js';
import { NECTR_SETTINGS, packageJson, packageLock } from './project-files.js';
import { SHOP_DEPENDENCIES } from './shop-dependencies.js';

const CUSTOMER_ROUTE = `  routes.get('/of/:customerId', async (c) => {
    const customerId = z.string().uuid().parse(c.req.param('customerId'));
    return c.json(await findOrders(database, customerId));
  });
`;

const ROUTES = `
| route | what it does |
|---|---|
| GET /products?search= | products in stock |
| GET /products/:id | one product |
| POST /orders | places an order |
| GET /orders/of/:customerId | the orders of one customer |
`;

const ORDERS_DOCUMENT = `# Orders

An order reserves its items, takes the prices of the shop and is stored with its total.
Shipping costs 4.90 euro and nothing from 50 euro on.
`;

/** April to August: coupons, mail, a search, and the orders of one customer. */
export const SHOP_GROWTH: readonly DemoCommit[] = [
  on('main', JONAS, '2025-04-11T14:33:00Z', 'Round shares of an amount instead of cutting them off', [
    edit('src/money.ts', 'Math.floor(', 'Math.round('),
    write('test/money.test.ts', MONEY_TEST + ROUNDING_TEST),
  ]),
  on('main', PRIYA, '2025-04-15T09:17:00Z', 'Ship for free from 50 euro', [
    edit(
      'src/orders/order-total.ts',
      '/** What',
      'const FREE_SHIPPING_FROM = 5000;\nconst SHIPPING = 490;\n\n/** What',
    ),
    edit(
      'src/orders/order-total.ts',
      'return goods;',
      'return goods >= FREE_SHIPPING_FROM ? goods : goods + SHIPPING;',
    ),
    write('test/orders/order-total.test.ts', ORDER_TOTAL_TEST + SHIPPING_TEST),
  ]),
  on('coupons', PRIYA, '2025-04-22T10:09:00Z', 'A table of coupons', [
    write('migrations/003_coupons.sql', COUPONS_TABLE),
    write('src/coupons/coupon.ts', COUPON),
  ]),
  on('coupons', PRIYA, '2025-04-23T15:52:00Z', 'Compute the discount of a coupon', [
    write('src/coupons/apply-coupon.ts', APPLY_COUPON),
    write('test/coupons/apply-coupon.test.ts', APPLY_COUPON_TEST),
  ]),
  on('main', TOM, '2025-04-24T08:36:00Z', 'Finish open requests before the server stops', [
    edit('src/server.ts', 'serve({', 'const server = serve({'),
    edit('src/server.ts', 'port });\n', "port });\nprocess.once('SIGTERM', () => server.close());\n"),
  ]),
  on('coupons', PRIYA, '2025-04-25T11:20:00Z', 'An order can use a coupon', [
    edit(
      'src/orders/order-total.ts',
      'import type { OrderLine }',
      "import { applyCoupon } from '../coupons/apply-coupon.js';\nimport type { Coupon } from '../coupons/coupon.js';\nimport type { OrderLine }",
    ),
    edit(
      'src/orders/order-total.ts',
      'orderTotal(lines: OrderLine[]): number',
      'orderTotal(lines: OrderLine[], coupon?: Coupon, now = new Date()): number',
    ),
    edit('src/orders/order-total.ts', 'const goods =', 'const full ='),
    edit(
      'src/orders/order-total.ts',
      '  return',
      '  const goods = coupon ? full - applyCoupon(coupon, full, now) : full;\n  return',
    ),
    write('test/orders/order-total.test.ts', ORDER_TOTAL_TEST + SHIPPING_TEST + COUPON_TOTAL_TEST),
  ]),
  merge('coupons', MAYA, '2025-04-28T09:01:00Z', 'Discounts by coupon, computed in cents.'),
  on('main', JONAS, '2025-05-06T13:48:00Z', 'What sends mail is a function', [write('src/mail/mailer.ts', MAILER)]),
  on('main', JONAS, '2025-05-07T10:15:00Z', 'Mail a receipt', [
    write('src/mail/send-receipt.ts', SEND_RECEIPT),
    write('test/mail/send-receipt.test.ts', SEND_RECEIPT_TEST),
  ]),
  on('main', TOM, '2025-05-13T09:44:00Z', 'Read the orders of one customer', [
    write('src/orders/find-orders.ts', FIND_ORDERS),
    write('test/orders/find-orders.test.ts', FIND_ORDERS_TEST),
  ]),
  on('main', TOM, '2025-05-14T16:30:00Z', 'Orders of one customer over HTTP', [
    edit(
      'src/orders/order-routes.ts',
      'import { placeOrder }',
      "import { findOrders } from './find-orders.js';\nimport { placeOrder }",
    ),
    edit('src/orders/order-routes.ts', '  return routes;', `${CUSTOMER_ROUTE}  return routes;`),
  ]),
  on('main', MAYA, '2025-05-26T08:20:00Z', 'Update hono and pg', [
    write('package.json', packageJson(SHOP_DEPENDENCIES)),
    write('package-lock.json', packageLock(SHOP_DEPENDENCIES)),
  ]),
  on('product-search', JONAS, '2025-06-03T09:55:00Z', 'Search products by name', [
    edit('src/products/list-products.ts', 'by name. */', 'by name; with `search`, those whose name has it. */'),
    edit('src/products/list-products.ts', '(database: Database)', "(database: Database, search = '')"),
    edit('src/products/list-products.ts', 'stock > 0 ORDER', 'stock > 0 AND name ILIKE $1 ORDER'),
    edit('src/products/list-products.ts', "BY name',\n", "BY name',\n    ['%' + search + '%'],\n"),
    edit('src/products/product-routes.ts', 'listProducts(database))', "listProducts(database, c.req.query('search')))"),
    write('test/products/list-products.test.ts', LIST_PRODUCTS_TEST + SEARCH_TEST),
  ]),
  on('product-search', JONAS, '2025-06-04T12:12:00Z', 'Take wildcards in a search as text', [
    edit('src/products/list-products.ts', "'%' + search +", "'%' + search.replace(/[\\\\%_]/g, '\\\\$&') +"),
    write('test/products/list-products.test.ts', LIST_PRODUCTS_TEST + SEARCH_TEST + WILDCARD_TEST),
  ]),
  on('main', TOM, '2025-06-05T10:41:00Z', 'Answer 400 to a request that does not fit', [
    edit('src/app.ts', "from 'hono';\n", "from 'hono';\nimport { ZodError } from 'zod';\n"),
    edit(
      'src/app.ts',
      '    if (error instanceof NotFoundError)',
      "    if (error instanceof ZodError) return c.json({ error: 'Invalid request', issues: error.issues }, 400);\n    if (error instanceof NotFoundError)",
    ),
  ]),
  merge('product-search', MAYA, '2025-06-10T08:49:00Z', 'Customers find products by a part of the name.'),
  on('main', PRIYA, '2025-06-18T09:33:00Z', 'List the routes in the readme', [
    edit('README.md', 'npm start\n', `npm start\n${ROUTES}`),
  ]),
  on('main', MAYA, '2025-07-01T11:05:00Z', 'Let Nectr review pull requests', [
    write('.github/nectr.yml', NECTR_SETTINGS),
  ]),
  on('main', TOM, '2025-07-09T14:27:00Z', 'Cut a query off after five seconds', [
    edit('src/database.ts', 'max: 10 }', 'max: 10, statement_timeout: 5_000 }'),
  ]),
  on('main', JONAS, '2025-08-05T09:08:00Z', 'Describe orders for the team in the warehouse', [
    write('docs/orders.md', ORDERS_DOCUMENT),
  ]),
];
