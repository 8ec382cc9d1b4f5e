import {
  ORDER_EXPORT_COMMITS,
  ORDER_EXPORT_ISSUE,
  ORDER_EXPORT_PULL,
} from '../../../src/sandbox/demo-repository/order-export-pull.js';
import { ORDER_PAGES_PULL } from '../../../src/sandbox/demo-repository/order-pages-pull.js';
import { SHOP_COMMITS } from '../../../src/sandbox/demo-repository/shop-commits.js';
import { walkHistory } from '../../../src/sandbox/demo-repository/walk-history.js';
import { report, type GoldenPull } from '../golden-pull.js';

const history = walkHistory([...SHOP_COMMITS, ...ORDER_EXPORT_COMMITS]);
const base = Object.fromEntries(history[SHOP_COMMITS.length - 1]?.tree ?? []);
const head = Object.fromEntries(history.findLast(({ commit }) => commit.branch === ORDER_EXPORT_PULL.head)?.tree ?? []);
const gone = Object.keys(base).filter((path) => !Object.hasOwn(head, path));

/** The pull request of `nectr demo`: a key in the source, SQL put together from text, a slow loop, no new test. */
export const many: GoldenPull = {
  name: 'many',
  title: ORDER_EXPORT_PULL.title,
  body: ORDER_EXPORT_PULL.body,
  author: ORDER_EXPORT_PULL.user,
  branch: ORDER_EXPORT_PULL.head,
  issues: [{ number: 1, title: ORDER_EXPORT_ISSUE.title, state: 'open', body: ORDER_EXPORT_ISSUE.body }],
  conflicts: [
    { number: 2, title: ORDER_PAGES_PULL.title, files: ['src/orders/find-orders.ts', 'src/orders/order-routes.ts'] },
  ],
  base,
  pushes: [
    {
      head: { ...Object.fromEntries(gone.map((path) => [path, null])), ...head },
      renames: { 'src/coupons/coupon-store.ts': 'src/coupons/coupon.ts' },
      claude: {
        reports: [
          report({
            path: 'src/orders/export-orders.ts',
            line: 11,
            quote: '    const fee = order.paymentId ? await paymentFee(order.paymentId) : 0;',
            category: 'performance',
            title: 'One request to the payment provider for each order, one after the other',
            why: 'A month of 2,000 paid orders waits for 2,000 calls in a row, each up to 5 s, while the browser waits for one response. A single call that fails or is limited throws away the whole export. Ask for the fees of the period in pages, or a few at a time.',
            how_verified: 'src/orders/payment-fee.ts:11 sends one request for one payment.',
            symbols: ['paymentFee'],
          }),
        ],
        summary:
          "Adds a CSV export of a period's orders with the fee of each payment, and a way to look up a coupon. Fix the SQL and the key before merging; the export will not hold for a busy month, because it asks for the fees one by one.",
        risk: 'high',
      },
    },
  ],
};
