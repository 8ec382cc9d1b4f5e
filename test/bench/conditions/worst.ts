import { compileCondition } from '../../../src/workflows/conditions/compile-condition.js';
import { ConditionError } from '../../../src/workflows/conditions/condition-error.js';

/** As often as the limits let it through. */
function many(text: string): string {
  for (let count = 100; count > 1; count--) {
    const all = Array.from({ length: count }, () => `(${text})`).join(' || ');
    try {
      compileCondition(all);
      return all;
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
    }
  }
  return text;
}

/** The most expensive conditions that the limits let through, one for each thing that costs. */
export const WORST: readonly (readonly [name: string, condition: () => string])[] = [
  ['lists within lists', () => 'event.changed_files.exists(a, event.changed_files.exists(b, a + "x" == b))'],
  ['comparing texts', () => 'event.changed_files.exists(a, event.changed_files.exists(b, a < b && b < a))'],
  ['membership', () => 'event.changed_files.all(a, a + "" in event.changed_files + [])'],
  [
    'calls in a loop',
    () => 'event.changed_files.exists(a, event.changed_files.exists(b, a.startsWith("q") || b.endsWith("q")))',
  ],
  ['maps in a loop', () => 'payload.issue.tags.exists(t, payload.issue.tags.exists(u, t.key == u.value))'],
  ['equality of lists', () => many('payload.issue.tags == payload.issue.tags + [] && false')],
  ['equality of payloads', () => many('payload.issue.tags == dyn(payload.issue.tags) && false')],
  ['keys of maps', () => 'payload.issue.tags.exists(t, t.exists(k, k == "x"))'],
  ['building lists', () => `size(event.changed_files${' + event.changed_files'.repeat(60)}) == 0`],
  ['building texts', () => `size(event.body${' + event.body'.repeat(64)}) == 0`],
  ['joining', () => many('event.changed_files.map(f, f + f).join("") == ""')],
  ['splitting', () => many('payload.issue.level.split("") == [] && false')],
  ['splitting in a loop', () => 'event.changed_files.exists(f, f.split("").map(c, c + "x").join("") == "")'],
  ['upper case', () => many('event.body.upperAscii().lowerAscii() == ""')],
  ['sizes of texts', () => many('size(payload.issue.level) == 0')],
  ['search that fails late', () => many(`event.body.contains("${'ab '.repeat(10)}c")`)],
  ['search in a long text', () => many(`payload.issue.level.contains("${'ab'.repeat(10)}c")`)],
  ['globs with branches', () => many('touches("{packages,apps,x}/**/[!a]*{a,b,c,d}*.{j,k,l}?")')],
  ['globs of stars', () => many('touches("*a*e*i*[k]*l*")')],
  ['only_touches', () => many('only_touches("{p,q}*/**/*.{js,ts}") && false')],
  ['plain globs', () => many('touches("*.md")')],
  ['code owners', () => many('codeowner("@acme/all")')],
  ['code owners with stars', () => many('codeowner("@acme/team-7")')],
  ['labels', () => many('label("x")')],
  ['pattern of one state each', () => 'event.changed_files.exists(f, f.matches("(.{0,20}\\\\b){5}z$"))'],
  ['pattern of many states', () => 'event.changed_files.exists(f, f.matches("[a-p]*a[a-z/]{12}q$"))'],
  ['pattern with classes', () => 'event.changed_files.exists(f, f.matches("(?i)\\\\p{L}{1,30}\\\\p{Greek}é$"))'],
  ['pattern on a long text', () => many('event.body.matches("a.{0,10}b\\\\bz$")')],
  ['patterns', () => many('event.changed_files.exists(f, f.matches("^(src|lib)/.*\\\\.(sql|go)$"))')],
  ['pattern that is anchored', () => many('event.body.matches("^[ab ]*$") && false')],
  [
    'pattern of many words',
    () => many('event.body.matches("(foo|bar|baz|qux|quux|corge|grault|garply).*(waldo|fred)")'),
  ],
  ['globs of many letters', () => many(`touches("*${'a*e*i*k*l*'.repeat(8)}")`)],
  ['doubles', () => 'event.changed_files.exists(f, event.changed_files.exists(g, double(payload.digits) == 1.0))'],
  ['doubles of a long text', () => many('double(payload.many_digits) == 1.0')],
  ['whole numbers', () => 'event.changed_files.exists(f, event.changed_files.exists(g, int(payload.digits) == 1))'],
  [
    'times of a text',
    () => 'event.changed_files.exists(f, event.changed_files.exists(g, timestamp(payload.time) == now))',
  ],
  ['time zones', () => 'event.changed_files.exists(f, now.getHours("Europe/Berlin") == now.getMinutes("Asia/Tokyo"))'],
  [
    'times',
    () => 'event.changed_files.exists(f, event.changed_files.exists(g, timestamp("2026-11-01T00:00:00Z") > now))',
  ],
  [
    'numbers',
    () => 'event.changed_files.exists(f, event.changed_files.exists(g, 9223372036854775807 / 3 * 3 % 7 == 8))',
  ],
  [
    'unknown values',
    () => 'event.changed_files.exists(f, event.changed_files.exists(g, payload.a.b == 1 || 1 / 0 == 1))',
  ],
  [
    'what is missing, in a long condition',
    () =>
      `event.changed_files.exists(f, event.changed_files.exists(g, payload.gone == 1))${' && ((((((((((true))))))))))'.repeat(60)}`,
  ],
  ['wide and flat', () => many('event.draft')],
];
