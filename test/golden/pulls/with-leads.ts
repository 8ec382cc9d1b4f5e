import { report, type GoldenPull } from '../golden-pull.js';

const SHIP = `/** What it costs to send an order. */
export function shipping(order: Order): number {
  return order.weight * rateOf(order.country);
}
`;
const SCAN = JSON.stringify({
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'Bandsaw',
          rules: [{ id: 'open-redirect', properties: { 'security-severity': '7.4', tags: ['security'] } }],
        },
      },
      results: [
        ['open-redirect', 7, 'A redirect goes where the caller says'],
        ['loose-equality', 12, 'Two kinds of values may be compared'],
        ['unused-value', 13, 'The value is computed and not used'],
      ].map(([ruleId, startLine, text]) => ({
        ruleId,
        message: { text },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'src/shipping.ts' }, region: { startLine } } }],
      })),
    },
  ],
});

/**
 * A scanner points at three places, its report lies in the repository: one is a fault, one is none, one nobody can
 * tell.
 */
export const withLeads: GoldenPull = {
  name: 'with-leads',
  title: 'Track parcels',
  body: 'Customers follow their parcel on the page of the carrier.',
  author: 'judy',
  branch: 'parcels',
  settings: { sarif: ['reports/bandsaw.sarif'] },
  base: {
    'src/shipping.ts': SHIP,
    'reports/bandsaw.sarif': SCAN,
    'test/shipping.test.ts': "it('costs by weight', () => expect(shipping(order)).toBe(7));\n",
  },
  pushes: [
    {
      head: {
        'src/shipping.ts': `${SHIP}
export function track(query: Query, reply: Reply): void {
  reply.redirect(query.carrier + '/parcels/' + query.parcel);
}

export function isLate(parcel: Parcel, days: string): boolean {
  const limit = limits.get(parcel.country);
  const late = limit == days;
  const seen = parcel.events.at(-1);
  return late && seen !== undefined;
}
`,
        'test/shipping.test.ts':
          "it('costs by weight', () => expect(shipping(order)).toBe(7));\nit('is late', () => expect(isLate(parcel, '7')).toBe(true));\n",
      },
      claude: {
        reports: [
          report({
            path: 'src/shipping.ts',
            line: 14,
            quote: '  return late && seen !== undefined;',
            title: 'A parcel without events is never late',
            why: 'It is the one that got lost.',
          }),
        ],
        leads: {
          'tool/Bandsaw/open-redirect': [
            'stands',
            'query.carrier comes from the address and stands first in what redirect is given: no check before it.',
          ],
          'tool/Bandsaw/unused-value': ['wrong', 'The next line uses it.'],
        },
        summary: 'Sends customers to the page of their carrier. Any page can be put there.',
        risk: 'high',
      },
    },
  ],
};
