export const CHARGE = `export interface Charge {
  orderId: string;
  cents: number;
}

/** Hands a charge to whatever takes payments; gives its id. */
export type Charger = (charge: Charge) => Promise<string>;

/** Charges an order once; throws for an amount that is nothing. */
export async function charge(charger: Charger, order: { id: string; totalCents: number }): Promise<string> {
  if (order.totalCents <= 0) throw new Error('An order of nothing is not charged');
  return charger({ orderId: order.id, cents: order.totalCents });
}
`;

export const REFUND = `import { formatCents } from '../money.js';

/** Hands a refund to whatever gives money back. */
export type Refunder = (paymentId: string, cents: number, reason: string) => Promise<void>;

/** Gives back a part of a payment, and says to the customer how much it was. */
export async function refund(refunder: Refunder, paymentId: string, cents: number): Promise<string> {
  await refunder(paymentId, cents, 'The customer sent it back');
  return 'We gave back ' + formatCents(cents) + ' EUR';
}
`;
