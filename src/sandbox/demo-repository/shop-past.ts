import { DANA, DEPENDABOT, JONAS, LUIS, MAYA, PRIYA, TOM } from './demo-authors.js';
import type { DemoAuthor } from './demo-commit.js';
import { CHARGE, REFUND } from './payment-files.js';

/** One merged pull request of the shop's past, as data: `walkPast` makes commits of it. */
export interface PastChange {
  author: DemoAuthor;
  title: string;
  /** Files whose note it changes; see `walkPast`. */
  touches: readonly string[];
  reviewer: DemoAuthor;
  /** Comments of the review. */
  comments: number;
  branch?: string;
  /** New files. */
  adds?: Readonly<Record<string, string>>;
  edits?: readonly { path: string; from: string; to: string }[];
  /** The issue that it closes. */
  closes?: { title: string; user: DemoAuthor; labels: readonly string[] };
}

const API = 'docs/api.md';
const ROUTES = 'src/orders/order-routes.ts';
const FIND = 'src/orders/find-orders.ts';
const FIND_TEST = 'test/orders/find-orders.test.ts';
const TOTAL = 'src/orders/order-total.ts';
const PLACE = 'src/orders/place-order.ts';
const COUPON = 'src/coupons/coupon.ts';
const APPLY = 'src/coupons/apply-coupon.ts';
const APPLY_TEST = 'test/coupons/apply-coupon.test.ts';
const LIST = 'src/products/list-products.ts';
const PRODUCT = 'src/products/product-routes.ts';
const STOCK = 'src/stock/reserve-stock.ts';
const RECEIPT = 'src/mail/send-receipt.ts';
const APP = 'src/app.ts';
const MONEY = 'src/money.ts';
const CI = '.github/workflows/ci.yml';
const PAY = 'src/payments/charge.ts';
const BACK = 'src/payments/refund.ts';

const CHECKED = "z.string().uuid().parse(c.req.param('customerId'))";
const UNCHECKED = "c.req.param('customerId')";

/**
 * What happened between the beginnings of the shop and the pull request under review, oldest first. Planted: Dana knows
 * the orders, Luis wrote the payments and has left; the routes come with their page in `docs/api.md` and
 * `find-orders.ts` with its test; the fix of a bug, whose lines the pull request under review takes away again.
 */
export const SHOP_PAST: readonly PastChange[] = [
  by(LUIS, 'Take payments by card', [], MAYA, { adds: { [PAY]: CHARGE }, comments: 4 }),
  by(DANA, 'Describe every route on one page', [ROUTES], MAYA, { adds: { [API]: '# Routes of the shop\n' } }),
  by(LUIS, 'Give money back', [PAY], MAYA, { adds: { [BACK]: REFUND }, comments: 2 }),
  by(DANA, 'Orders of a customer come newest first', [FIND, FIND_TEST], TOM),
  by(JONAS, 'Names of products are trimmed', [LIST], PRIYA),
  by(LUIS, 'Refuse a charge of nothing', [PAY], JONAS),
  by(DANA, 'An order says when it was placed', [ROUTES, API], PRIYA),
  by(PRIYA, 'Coupons end at midnight', [COUPON, APPLY, APPLY_TEST], DANA, { comments: 1 }),
  by(DEPENDABOT, 'Bump actions/checkout from 3 to 4', [CI], MAYA),
  by(DANA, 'An order names its payment', [FIND, FIND_TEST, ROUTES, API], PRIYA),
  by(LUIS, 'Charge once, however often we are asked', [PAY, BACK], MAYA, { comments: 3 }),
  by(TOM, 'Reserve in the order of the basket', [STOCK, PLACE], DANA),
  by(DANA, 'Answer 404 to an order that is not there', [ROUTES, API], TOM),
  by(JONAS, 'Search ignores case in umlauts', [LIST, PRODUCT], MAYA),
  by(LUIS, 'Give back a part of a payment', [BACK], DANA),
  by(DANA, 'Read at most a hundred orders', [FIND, FIND_TEST], PRIYA),
  by(PRIYA, 'A coupon is used once in an order', [COUPON, APPLY, APPLY_TEST], MAYA),
  by(LUIS, 'Tell the provider which order it is', [PAY, BACK], TOM),
  by(DANA, 'Shipping counts after the coupon', [TOTAL], PRIYA, { comments: 2 }),
  by(TOM, 'Say which piece is missing', [STOCK], DANA),
  by(DANA, 'Fifty items are the most an order takes', [ROUTES, API, PLACE], MAYA),
  by(JONAS, 'Receipts have a subject that mail programs like', [RECEIPT], PRIYA),
  by(DANA, 'Columns of an order stand in one place', [FIND, FIND_TEST], TOM),
  by(MAYA, 'Tests run on the two newest versions of Node.js', [CI], JONAS),
  by(PRIYA, 'Percentages are whole numbers', [APPLY, APPLY_TEST, MONEY], DANA),
  by(DANA, 'Place and total are one transaction', [PLACE, TOTAL], TOM, { comments: 3 }),
  by(TOM, 'Health says whether the database answers', [APP], MAYA),
  by(DANA, 'Orders carry the currency they were paid in', [FIND, FIND_TEST], PRIYA),
  by(JONAS, 'Products are listed by name', [LIST, PRODUCT], TOM),
  by(DANA, 'Ids of orders are checked before the database is asked', [ROUTES, API], PRIYA),
  by(PRIYA, 'Remove coupons that ended', [COUPON], DANA),
  by(TOM, 'Two buyers cannot get the last piece', [STOCK, PLACE], DANA, { comments: 5 }),
  by(MAYA, 'Warnings fail the build', [CI], TOM),
  by(DANA, 'The total is never negative', [TOTAL], PRIYA),
  by(JONAS, 'Receipts thank by name', [RECEIPT], MAYA),
  by(DANA, 'One query for the orders of a customer', [FIND, FIND_TEST], TOM),
  by(PRIYA, 'Say why a coupon does not count', [COUPON, APPLY, APPLY_TEST], DANA),
  by(JONAS, 'Guests look at their orders', [ROUTES], MAYA, {
    branch: 'guest-orders',
    edits: [{ path: ROUTES, from: CHECKED, to: UNCHECKED }],
  }),
  by(DEPENDABOT, 'Bump actions/setup-node from 3 to 4', [CI], MAYA),
  by(TOM, 'Stop in the order in which we started', [APP], MAYA),
  by(DANA, 'Answer 400 to a customer id that is none', [ROUTES, API], TOM, {
    branch: 'customer-id',
    edits: [{ path: ROUTES, from: UNCHECKED, to: CHECKED }],
    closes: {
      title: 'Orders of a customer: a mistyped id answers 500 and wakes up whoever is on call',
      user: TOM,
      labels: ['bug', 'orders'],
    },
    comments: 2,
  }),
  by(JONAS, 'Prices have two digits everywhere', [PRODUCT, MONEY], PRIYA),
  by(DANA, 'Empty baskets are refused', [ROUTES, API], PRIYA),
  by(PRIYA, 'Coupon codes ignore case', [COUPON, APPLY, APPLY_TEST], DANA, { branch: 'claude/coupon-case' }),
  by(TOM, 'Requests have an id in the log', [APP], MAYA),
  by(DANA, 'Orders that are not paid come last', [FIND, FIND_TEST], PRIYA),
  by(JONAS, 'Receipts say when we pack', [RECEIPT], MAYA),
  by(DANA, 'The answer to a new order has its total', [ROUTES, API], TOM),
  by(TOM, 'Give reserved pieces back after an hour', [STOCK], DANA),
  by(DANA, 'Discounts round to whole cents', [TOTAL, MONEY], PRIYA, { comments: 1 }),
  by(MAYA, 'Only main is released', [CI], PRIYA),
  by(DANA, 'Read orders without their lines', [FIND], TOM),
  by(PRIYA, 'A coupon has no more than ninety percent', [COUPON, APPLY, APPLY_TEST], DANA),
  by(JONAS, 'Sold out products stay findable by id', [PRODUCT], TOM),
  by(DANA, 'Customers see their last order first', [FIND, FIND_TEST], PRIYA),
  by(TOM, 'Errors of the database are logged once', [APP], DANA),
  by(DANA, 'Routes name what they answer', [ROUTES, API], PRIYA),
  by(JONAS, 'The shop says which languages it speaks', [PRODUCT], MAYA),
  by(DANA, 'Stock is asked before the price', [PLACE], TOM),
];

function by(
  author: DemoAuthor,
  title: string,
  touches: readonly string[],
  reviewer: DemoAuthor,
  more: Partial<PastChange> = {},
): PastChange {
  return { author, title, touches, reviewer, comments: 0, ...more };
}
