import { PRIYA, TOM } from './demo-authors.js';
import { type DemoCommit, edit, move, on, write } from './demo-commit.js';
import {
  COUPON_ROUTES,
  EXPORT_ORDERS,
  EXPORT_ROUTE,
  FIND_COUPON,
  ORDERS_BETWEEN,
  paymentFee,
  PERIOD,
} from './order-export-files.js';
import { packageJson, packageLock } from './project-files.js';
import { SHOP_DEPENDENCIES } from './shop-dependencies.js';

const BRANCH = 'order-export';
const DEPENDENCIES = { ...SHOP_DEPENDENCIES, 'csv-stringify': '6.5.2' };

export const ORDER_EXPORT_ISSUE = {
  title: 'Accounting needs the orders of a month as CSV',
  body:
    'Every month we copy the orders into a spreadsheet by hand. We need a file with one line per order: id, date, ' +
    'total, and what the payment provider kept.\n\nWhile you are there: support keeps asking which coupons are valid. ' +
    'A way to look one up would save us a lot of mails.',
  user: 'maya-okafor',
};

export const ORDER_EXPORT_PULL = {
  head: BRANCH,
  base: 'main',
  title: 'Export orders as CSV and look up coupons',
  body:
    'Closes #1\n\n' +
    '* `GET /orders/export?from=&to=` gives the orders of a period as CSV, with the fee of each payment\n' +
    '* `GET /coupons/:code` tells whether a coupon is valid\n' +
    '* `coupon.ts` is now `coupon-store.ts`, because it talks to the database\n\n' +
    'The new dependency `csv-stringify` quotes the cells and escapes formulas.',
  user: 'priya-raman',
};

/** The branch under review. Its faults are planted: a key in the source, SQL put together from text, no new test. */
export const ORDER_EXPORT_COMMITS: readonly DemoCommit[] = [
  on(BRANCH, PRIYA, '2025-09-01T09:24:00Z', 'Read the orders of a period', [
    edit('src/orders/find-orders.ts', 'function toOrder', `${ORDERS_BETWEEN}function toOrder`),
  ]),
  on(BRANCH, PRIYA, '2025-09-01T15:37:00Z', 'Export orders as CSV', [
    write('package.json', packageJson(DEPENDENCIES)),
    write('package-lock.json', packageLock(DEPENDENCIES)),
    write('src/orders/export-orders.ts', EXPORT_ORDERS),
    write('src/orders/payment-fee.ts', paymentFee()),
    edit(
      'src/orders/order-routes.ts',
      'import { findOrders }',
      "import { exportOrders } from './export-orders.js';\nimport { findOrders }",
    ),
    edit('src/orders/order-routes.ts', 'export function', `${PERIOD}export function`),
    edit('src/orders/order-routes.ts', '  return routes;', `${EXPORT_ROUTE}  return routes;`),
  ]),
  on('main', TOM, '2025-09-02T08:15:00Z', 'Log the address a request came from', [
    edit('src/app.ts', "from 'hono';\n", "from 'hono';\nimport { logger } from 'hono/logger';\n"),
    edit('src/app.ts', 'new Hono();\n', 'new Hono();\n  app.use(logger());\n'),
  ]),
  on(BRANCH, PRIYA, '2025-09-02T10:50:00Z', 'Look up a coupon', [
    move('src/coupons/coupon.ts', 'src/coupons/coupon-store.ts'),
    edit('src/coupons/apply-coupon.ts', "'./coupon.js'", "'./coupon-store.js'"),
    edit('src/orders/order-total.ts', 'coupons/coupon.js', 'coupons/coupon-store.js'),
    edit('src/coupons/coupon-store.ts', 'import ', "import type { HonoRequest } from 'hono';\nimport "),
    edit('src/coupons/coupon-store.ts', '/** Removes every', `${FIND_COUPON}/** Removes every`),
    write('src/coupons/coupon-routes.ts', COUPON_ROUTES),
    edit(
      'src/app.ts',
      'import type { Database }',
      "import { couponRoutes } from './coupons/coupon-routes.js';\nimport type { Database }",
    ),
    edit(
      'src/app.ts',
      "  app.route('/orders'",
      "  app.route('/coupons', couponRoutes(database));\n  app.route('/orders'",
    ),
  ]),
  on(BRANCH, PRIYA, '2025-09-02T16:05:00Z', 'Describe the new routes', [
    edit(
      'README.md',
      '| GET /orders/of',
      '| GET /orders/export?from=&to= | the orders of a period as CSV |\n| GET /coupons/:code | whether a coupon is valid |\n| GET /orders/of',
    ),
  ]),
];

/** One fault more, which only the history shows: the check of an id goes that was the fix of a bug. */
export const ORDER_EXPORT_UNDO: readonly DemoCommit[] = [
  on(BRANCH, PRIYA, '2025-09-02T17:20:00Z', 'Read the orders of a customer in one line', [
    edit(
      'src/orders/order-routes.ts',
      "    const customerId = z.string().uuid().parse(c.req.param('customerId'));\n    return c.json(await findOrders(database, customerId));",
      "    return c.json(await findOrders(database, c.req.param('customerId')));",
    ),
  ]),
];
