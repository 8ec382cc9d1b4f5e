export const COUPONS_TABLE = `CREATE TABLE coupons (
  code text PRIMARY KEY,
  percent integer NOT NULL CHECK (percent BETWEEN 1 AND 90),
  ends_at timestamptz NOT NULL
);
`;

export const COUPON = `import type { Database } from '../database.js';

export interface Coupon {
  code: string;
  /** 1 to 90. */
  percent: number;
  endsAt: Date;
}

/** Stores a coupon; one with the same code is replaced. */
export async function saveCoupon(database: Database, coupon: Coupon): Promise<void> {
  await database.query(
    'INSERT INTO coupons (code, percent, ends_at) VALUES ($1, $2, $3) ' +
      'ON CONFLICT (code) DO UPDATE SET percent = excluded.percent, ends_at = excluded.ends_at',
    [coupon.code, coupon.percent, coupon.endsAt],
  );
}

/** Removes every coupon that ended before this moment; gives their codes. */
export async function removeEndedCoupons(database: Database, now: Date): Promise<string[]> {
  const { rows } = await database.query<{ code: string }>('DELETE FROM coupons WHERE ends_at < $1 RETURNING code', [now]);
  return rows.map((row) => row.code);
}
`;

export const APPLY_COUPON = `import { percentOf } from '../money.js';
import type { Coupon } from './coupon.js';

/** The discount in cents; nothing after the coupon has ended. */
export function applyCoupon(coupon: Coupon, cents: number, now: Date): number {
  return coupon.endsAt > now ? percentOf(cents, coupon.percent) : 0;
}
`;

export const APPLY_COUPON_TEST = `import { expect, it } from 'vitest';
import { applyCoupon } from '../../src/coupons/apply-coupon.js';

const coupon = { code: 'PEAR10', percent: 10, endsAt: new Date('2025-12-31') };

it('gives the discount while the coupon runs', () => {
  expect(applyCoupon(coupon, 5000, new Date('2025-06-01'))).toBe(500);
});

it('gives nothing afterwards', () => {
  expect(applyCoupon(coupon, 5000, new Date('2026-01-01'))).toBe(0);
});
`;

export const MAILER = `export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Hands a mail to whatever sends it. */
export type Mailer = (mail: Mail) => Promise<void>;
`;

export const SEND_RECEIPT = `import { formatCents } from '../money.js';
import type { Mailer } from './mailer.js';

export interface Receipt {
  orderId: string;
  email: string;
  totalCents: number;
}

/** Mails the receipt of one order; throws when the mailer does. */
export async function sendReceipt(mailer: Mailer, receipt: Receipt): Promise<void> {
  await mailer({
    to: receipt.email,
    subject: 'Your order ' + receipt.orderId,
    text: [
      'Thank you for your order.',
      '',
      'Total: ' + formatCents(receipt.totalCents) + ' EUR',
      '',
      'We pack it today and send it tomorrow morning.',
      'Questions? Just answer this mail.',
    ].join('\\n'),
  });
}
`;

export const SEND_RECEIPT_TEST = `import { expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mailer.js';
import { sendReceipt } from '../../src/mail/send-receipt.js';

it('names the order and its total', async () => {
  const sent: Mail[] = [];
  await sendReceipt(async (mail) => void sent.push(mail), { orderId: 'o1', email: 'a@orchard.example', totalCents: 1490 });
  expect(sent[0]?.subject).toContain('o1');
  expect(sent[0]?.text).toContain('14.90 EUR');
});
`;

export const COUPON_TOTAL_TEST = `
it('takes the coupon off the goods', () => {
  const coupon = { code: 'PEAR10', percent: 10, endsAt: new Date('2025-12-31') };
  expect(orderTotal([{ productId: 'p1', amount: 60, priceCents: 100 }], coupon, new Date('2025-06-01'))).toBe(5400);
});
`;
