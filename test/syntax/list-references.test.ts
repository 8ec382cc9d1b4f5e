import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/syntax/language-of.js';
import { outlineSource } from '../../src/syntax/outline-source.js';

/** All lines of the text are asked about. */
async function referencesOf(language: Language, text: string) {
  const lines = text.split('\n').map((_, index) => index + 1);
  return (await outlineSource({ language, text, lines, places: [] })).references;
}

describe('listReferences', () => {
  it.each<[Language, string, string]>([
    [
      'typescript',
      'function run(order: Order, { line, cost: price }: Parts, ...rest: Row[]) {\n  const sum = helper(order); // comment words\n  for (const one of list(sum)) one.save("quoted words", LIMIT);\n  return rest.map((item) => other(item, line, price));\n}\n',
      'run Order cost Parts Row helper list save LIMIT map other',
    ],
    [
      'javascript',
      'function run(order, line = LIMIT) {\n  return other(order, line).total;\n}\n',
      'run LIMIT other total',
    ],
    [
      'python',
      'def run(order, rate=LIMIT, *args, **kwargs):\n    total = helper(order) + rate\n    for item in args:\n        self.other(item)\n    with open(path) as file:\n        return Shape(total, file).area\n',
      'run LIMIT helper other open path Shape area',
    ],
    [
      'go',
      'package shop\n\nfunc (store *Store) Run(order Order) error {\n\trow, err := helper(order)\n\tvar local = row\n\tfor _, line := range list() {\n\t\tuse(line)\n\t}\n\treturn store.Close(err, local, money.Round(LIMIT))\n}\n',
      'Store Run Order error helper list use Close money Round LIMIT',
    ],
    [
      'java',
      'class Job {\n  Shape run(Order order) {\n    int sum = helper(order);\n    for (Row row : list()) use(row);\n    return sum.area(LIMIT, item -> other(item));\n  }\n}\n',
      'Job Shape run Order helper Row list use area LIMIT other',
    ],
    [
      'ruby',
      'def run(order)\n  sum = helper(order)\n  list.map { |item| other(item, sum, LIMIT) }\nend\n',
      'run helper list map other LIMIT',
    ],
    [
      'rust',
      'fn run(order: Order) -> Option<Shape> {\n    let sum = helper(order);\n    let (left, right) = two(sum);\n    for row in list() { row.save(LIMIT); }\n    jobs::start(left, right, |item| item)\n}\n',
      'run Order Option Shape helper two list save LIMIT jobs start',
    ],
    [
      'php',
      '<?php\nfunction run(Order $order) {\n  $sum = helper($order) + $this->other() + Rates::LIMIT;\n  return new Shape($sum);\n}\n',
      'run Order helper other Rates LIMIT Shape',
    ],
    [
      'c-sharp',
      'class Job {\n  Shape Run(Order order) {\n    var sum = Helper(order);\n    foreach (var row in List()) Use(row);\n    return sum.Area(Limit).Then(item => Other(item));\n  }\n}\n',
      'Job Shape Run Order Helper List Use Area Limit Then Other',
    ],
    [
      'cpp',
      'Shape run(const Order &order, int count) {\n  int sum = helper(order);\n  for (auto row : list()) use(row);\n  return sum + shop::other(count, LIMIT)->area;\n}\n',
      'Shape run Order helper list use shop other LIMIT area',
    ],
  ])('%s', async (language, text, expected) => {
    expect((await referencesOf(language, text)).join(' ')).toBe(expected);
  });

  it('reads only the lines it is asked about, and knows the locals of the function around them', async () => {
    const text =
      'function run(order: Order) {\n  const first = helper(order);\n  return other(first);\n}\nconst order = make();\n';
    const source = { language: 'typescript' as const, text, places: [] };
    expect((await outlineSource({ ...source, lines: [3] })).references).toEqual(['other']);
    expect((await outlineSource({ ...source, lines: [5] })).references).toEqual(['order', 'make']);
  });
});

describe('nameRoleAt', () => {
  const text =
    "import { total } from './total.js';\n// total\nconst text = 'total' + total(1) + `${total}`;\nexport { total };\n";
  it.each([
    ['an import', 1, 9, 'import'],
    ['a path', 1, 25, null],
    ['a comment', 2, 3, null],
    ['a string', 3, 14, null],
    ['a call', 3, 23, 'use'],
    ['a template', 3, 37, 'use'],
    ['an export', 4, 9, 'import'],
    ['a line that is not there', 99, 0, null],
  ] as const)('%s', async (_, line, column, role) => {
    const source = { language: 'typescript' as const, text, lines: [], places: [[line, column]] as [number, number][] };
    expect((await outlineSource(source)).roles).toEqual([role]);
  });
});
