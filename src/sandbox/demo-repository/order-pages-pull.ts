import { JONAS } from './demo-authors.js';
import { type DemoCommit, edit, on, write } from './demo-commit.js';
import { FIND_ORDERS_TEST } from './order-files.js';

const BRANCH = 'order-pages';

export const ORDER_PAGES_PULL = {
  head: BRANCH,
  base: 'main',
  title: 'Page through the orders of a customer',
  body: 'Customers with more than 100 orders could not see the old ones. `?before=` continues after the last order shown.',
  user: 'jonas-lind',
};

const PAGE_TEST = `
it('continues before a moment', async () => {
  const database = fakeDatabase([]);
  const before = new Date('2025-06-01');
  await findOrders(database, 'c1', before);
  expect(database.asked[0]?.values).toEqual(['c1', before]);
});
`;

/** Touches files of the pull request under review, so the two will meet. */
export const ORDER_PAGES_COMMITS: readonly DemoCommit[] = [
  on(BRANCH, JONAS, '2025-09-03T09:12:00Z', 'Read orders before a moment', [
    edit('src/orders/find-orders.ts', 'newest first. */', 'newest first, 100 at a time. */'),
    edit(
      'src/orders/find-orders.ts',
      'findOrders(database: Database, customerId: string)',
      'findOrders(database: Database, customerId: string, before = new Date())',
    ),
    edit('src/orders/find-orders.ts', 'customer_id = $1 ORDER', 'customer_id = $1 AND placed_at < $2 ORDER'),
    edit('src/orders/find-orders.ts', '[customerId],', '[customerId, before],'),
    write('test/orders/find-orders.test.ts', FIND_ORDERS_TEST + PAGE_TEST),
  ]),
  on(BRANCH, JONAS, '2025-09-03T11:40:00Z', 'Take the moment from the address', [
    edit(
      'src/orders/order-routes.ts',
      'findOrders(database, customerId)',
      "findOrders(database, customerId, z.coerce.date().optional().parse(c.req.query('before')))",
    ),
  ]),
];
