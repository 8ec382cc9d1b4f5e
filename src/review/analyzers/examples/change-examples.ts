import type { RuleExample } from './rule-example.js';

const BODY = `\n${'  step(cart);\n'.repeat(9)}}`;

/** One fault for each rule that looks at a change as a whole: dependencies and tests. */
export const CHANGE_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  'dependencies/foreign-source': inManifest('dependencies', '"left-pad": "github:someone/left-pad"'),
  'dependencies/any-version': inManifest('dependencies', '"left-pad": "*"'),
  'dependencies/install-script': inManifest('scripts', '"postinstall": "node setup.js"'),
  'dependencies/lockfile': {
    ...inManifest('dependencies', '"left-pad": "^1.3.0"'),
    beside: ['package.json', 'package-lock.json'],
  },
  'tests/missing': inPay('no test changes', { beside: ['src/pay.ts', 'src/cart.test.ts'] }),
  'tests/stale': inPay('pay.test.ts does not change', { beside: ['src/pay.ts', 'src/pay.test.ts'] }),
  'tests/removed': inPay('pay.test.ts is deleted', { deletes: ['src/pay.test.ts'] }),
  'tests/skipped': { path: 'src/pay.test.ts', code: "it.skip('pays', () => {});" },
  'tests/only': { path: 'src/pay.test.ts', code: "it.only('pays', () => {});" },
};

function inManifest(section: string, code: string): RuleExample {
  return { path: 'package.json', before: `{\n  "${section}": {\n    `, code, after: '\n  }\n}' };
}

function inPay(why: string, others: Pick<RuleExample, 'beside' | 'deletes'>): RuleExample {
  return { path: 'src/pay.ts', code: `export function pay(cart) { // ${why}`, after: BODY, ...others };
}
