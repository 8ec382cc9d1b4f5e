import { given } from '../../review/memories/given.js';
import { report, type GoldenPull } from '../golden-pull.js';

const PATH = 'src/labels/print-labels.ts';
const TEXT = `import { printer } from './printer.js';

/** Prints the labels of the parcels, the heaviest first. */
export async function printLabels(parcels: Parcel[]): Promise<void> {
  const heaviest = parcels.sort((a, b) => b.grams - a.grams);
  for (const parcel of heaviest) {
    try {
      await printer.print(parcel.label);
    } catch {}
  }

  // The bank of labels is told how many are used.
  await printer.count(parcels.length / 2);
}
`;

/** The team has said what it means by two of three faults that stand in the change. */
export const withMemories: GoldenPull = {
  name: 'with-memories',
  title: 'Print labels, the heaviest parcels first',
  body: 'The packers asked for it.',
  author: 'alice',
  branch: 'heaviest-first',
  memories: {
    told: [
      given({
        number: 3,
        text: 'Labels are printed two on a sheet: **half** of them is what the printer counts. @dora knows why.',
        pathGlob: 'src/labels/**',
        link: 'https://github.com/acme/shop/pull/7#discussion_r12',
      }),
      given({
        number: 9,
        id: 'unused',
        text: 'Parcels above 30 kg go by the other carrier',
        source: 'AGENTS.md:12',
        link: null,
      }),
    ],
    ruled: [
      given({
        number: 5,
        id: 'rule',
        type: 'decision',
        text: 'A label that is not printed is printed again in the evening, so that errors of the printer need no care.',
        rule: 'js/swallowed-error',
        pathGlob: 'src/labels/*.ts',
        source: 'comment by erin',
        link: null,
      }),
    ],
  },
  base: { 'src/labels/printer.ts': 'export const printer = { print: async () => {}, count: async () => {} };\n' },
  pushes: [
    {
      head: { [PATH]: TEXT },
      claude: {
        reports: [
          report({
            path: PATH,
            line: 5,
            quote: 'const heaviest = parcels.sort((a, b) => b.grams - a.grams);',
            title: 'The list of the caller is sorted too',
            why: '`sort` changes the array that it is called on. The caller shows the parcels in the order of their orders.',
            memory: null,
          }),
          report({
            path: PATH,
            line: 13,
            quote: 'await printer.count(parcels.length / 2);',
            title: 'Half of the labels is counted',
            why: 'Each parcel has a label of its own, so that half of the labels are not counted.',
            memory: 'M3',
          }),
        ],
        summary: 'Prints the heaviest parcels first; the list of the caller changes its order with it.',
        risk: 'low',
      },
    },
  ],
};
