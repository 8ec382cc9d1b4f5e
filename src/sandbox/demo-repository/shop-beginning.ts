import { JONAS, MAYA, PRIYA, TOM } from './demo-authors.js';
import { type DemoCommit, edit, merge, on, write } from './demo-commit.js';
import {
  ORDER,
  ORDER_ROUTES,
  ORDER_TOTAL,
  ORDER_TOTAL_TEST,
  ORDERS_TABLE,
  PLACE_ORDER,
  PLACE_ORDER_TEST,
  STOCK_ORDER_TEST,
  STOCK_PLACE_ORDER,
} from './order-files.js';
import {
  FIND_PRODUCT,
  FIND_PRODUCT_TEST,
  LIST_PRODUCTS,
  LIST_PRODUCTS_TEST,
  MONEY,
  MONEY_TEST,
  PRODUCT_ROUTES,
  PRODUCTS_TABLE,
  RESERVE_STOCK,
  RESERVE_STOCK_TEST,
} from './product-files.js';
import {
  APP,
  CI,
  CONFIG,
  DATABASE,
  ERRORS,
  FAKE_DATABASE,
  packageJson,
  packageLock,
  README,
  SERVER,
  TSCONFIG,
} from './project-files.js';

const DEPENDENCIES = { '@hono/node-server': '1.13.0', hono: '4.6.3', pg: '8.13.0', zod: '3.23.8' };

const ON_ERROR = `  app.onError((error, c) => {
    if (error instanceof NotFoundError) return c.json({ error: error.message }, 404);
    if (error instanceof ConflictError) return c.json({ error: error.message }, 409);
    console.error(error);
    return c.json({ error: 'Something went wrong' }, 500);
  });
`;

/** March and April: products, orders and the stock. */
export const SHOP_BEGINNING: readonly DemoCommit[] = [
  on('main', MAYA, '2025-03-03T09:12:00Z', 'Start the shop with a health route', [
    write('.gitignore', 'node_modules/\ndist/\n'),
    write('README.md', README),
    write('package.json', packageJson(DEPENDENCIES)),
    write('package-lock.json', packageLock(DEPENDENCIES)),
    write('tsconfig.json', TSCONFIG),
    write('src/app.ts', APP),
    write('src/config.ts', CONFIG),
    write('src/server.ts', SERVER),
  ]),
  on('main', MAYA, '2025-03-03T14:40:00Z', 'Connect to PostgreSQL through a pool', [
    write('src/database.ts', DATABASE),
  ]),
  on('main', JONAS, '2025-03-05T08:55:00Z', 'A table of products', [
    write('migrations/001_products.sql', PRODUCTS_TABLE),
  ]),
  on('main', JONAS, '2025-03-06T10:21:00Z', 'List the products that are in stock', [
    write('src/products/list-products.ts', LIST_PRODUCTS),
    write('src/products/product-routes.ts', PRODUCT_ROUTES),
    edit('src/app.ts', "from 'hono';\n", "from 'hono';\nimport type { Database } from './database.js';\n"),
    edit(
      'src/app.ts',
      "from './database.js';\n",
      "from './database.js';\nimport { productRoutes } from './products/product-routes.js';\n",
    ),
    edit('src/app.ts', 'createApp()', 'createApp(database: Database)'),
    edit('src/app.ts', '  return app;', "  app.route('/products', productRoutes(database));\n  return app;"),
    edit('src/server.ts', "'./config.js';\n", "'./config.js';\nimport { connect } from './database.js';\n"),
    edit('src/server.ts', 'createApp()', 'createApp(connect(config.databaseUrl))'),
  ]),
  on('main', JONAS, '2025-03-06T15:02:00Z', 'Test the product list without a database', [
    write('test/fake-database.ts', FAKE_DATABASE),
    write('test/products/list-products.test.ts', LIST_PRODUCTS_TEST),
  ]),
  on('main', MAYA, '2025-03-10T09:30:00Z', 'Run build and tests on every pull request', [
    write('.github/workflows/ci.yml', CI),
  ]),
  on('main', PRIYA, '2025-03-12T11:45:00Z', 'Money is counted in whole cents', [
    write('src/money.ts', MONEY),
    write('test/money.test.ts', MONEY_TEST),
  ]),
  on('place-orders', PRIYA, '2025-03-17T09:05:00Z', 'A table of orders', [
    write('migrations/002_orders.sql', ORDERS_TABLE),
  ]),
  on('place-orders', PRIYA, '2025-03-17T16:20:00Z', 'Compute what an order costs', [
    write('src/orders/order.ts', ORDER),
    write('src/orders/order-total.ts', ORDER_TOTAL),
    write('test/orders/order-total.test.ts', ORDER_TOTAL_TEST),
  ]),
  on('place-orders', PRIYA, '2025-03-19T13:11:00Z', 'Store an order with its total', [
    write('src/orders/place-order.ts', PLACE_ORDER),
    write('test/orders/place-order.test.ts', PLACE_ORDER_TEST),
  ]),
  on('main', TOM, '2025-03-20T08:47:00Z', 'Errors that say which HTTP status they mean', [
    write('src/errors.ts', ERRORS),
    edit(
      'src/app.ts',
      "from './database.js';\n",
      "from './database.js';\nimport { ConflictError, NotFoundError } from './errors.js';\n",
    ),
    edit('src/app.ts', '  return app;', `${ON_ERROR}  return app;`),
  ]),
  on('main', JONAS, '2025-03-21T10:00:00Z', 'A page for one product', [
    write('src/products/find-product.ts', FIND_PRODUCT),
    write('test/products/find-product.test.ts', FIND_PRODUCT_TEST),
    edit(
      'src/products/product-routes.ts',
      'import { listProducts }',
      "import { findProduct } from './find-product.js';\nimport { listProducts }",
    ),
    edit(
      'src/products/product-routes.ts',
      '  return routes;',
      "  routes.get('/:id', async (c) => c.json(await findProduct(database, c.req.param('id'))));\n  return routes;",
    ),
  ]),
  merge('place-orders', MAYA, '2025-03-24T09:15:00Z', 'Customers can place orders.'),
  on('reserve-stock', TOM, '2025-04-02T12:31:00Z', 'Take sold pieces out of stock', [
    write('src/stock/reserve-stock.ts', RESERVE_STOCK),
    write('test/stock/reserve-stock.test.ts', RESERVE_STOCK_TEST),
  ]),
  on('reserve-stock', TOM, '2025-04-03T17:04:00Z', 'An order reserves its items and takes the prices of the shop', [
    write('src/orders/place-order.ts', STOCK_PLACE_ORDER),
    write('test/orders/place-order.test.ts', STOCK_ORDER_TEST),
  ]),
  on('main', PRIYA, '2025-04-04T09:40:00Z', 'Say how to run the server', [
    edit('README.md', '    npm test\n', '    npm test\n    DATABASE_URL=... npm start\n'),
  ]),
  merge('reserve-stock', MAYA, '2025-04-07T08:58:00Z', 'Nobody can buy what is not there.'),
  on('main', PRIYA, '2025-04-09T10:26:00Z', 'Orders over HTTP', [
    write('src/orders/order-routes.ts', ORDER_ROUTES),
    edit(
      'src/app.ts',
      'import { productRoutes }',
      "import { orderRoutes } from './orders/order-routes.js';\nimport { productRoutes }",
    ),
    edit(
      'src/app.ts',
      "  app.route('/products'",
      "  app.route('/orders', orderRoutes(database));\n  app.route('/products'",
    ),
  ]),
];
