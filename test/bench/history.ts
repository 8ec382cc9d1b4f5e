import { parseArgs } from 'node:util';
import { countCoChanges } from '../../src/checkout/count-past.js';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { readPast, type PastUnit } from '../../src/checkout/read-past.js';
import { CO_CHANGE, couplingsOf, isCoupledByNature } from '../../src/graph/formulas/co-change.js';

const REPLAYED = 200;
const TOP = 3;

/**
 * What a coupling is worth: replays the last 200 changes of a real repository, each with only what was merged before
 * it. Of the files that changed together one is hidden; how often is it among the first three that are proposed for the
 * others? And of the warnings at .8 about files that are missing from a change that is complete but for the hidden one,
 * how many name it? Usage: `npm run bench history -- --repo <path>`.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { repo: { type: 'string', default: '.' } } });
  const checkout = await openCheckout(values.repo);
  try {
    const { units } = await readPast(checkout, await headOf(checkout), { deadlineMs: 60_000, most: 20_000 });
    const told = replay(units);
    console.table({
      'changes read': units.length,
      'changes replayed': told.changes,
      'files hidden (n)': told.hidden,
      'proposed at all': told.asked,
      'among the first three, of all hidden': share(told.top, told.hidden),
      'among the first three, where something was proposed': share(told.top, told.asked),
      'warnings at .8 (n)': told.warnings,
      'warnings that name the hidden file': share(told.right, told.warnings),
      'warnings at whole changes (n, all wrong)': told.atWhole,
      'changes with such a warning': share(told.wholeWarned, told.changes),
    });
  } finally {
    await checkout.close();
  }
}

async function headOf({ folder }: { folder: string }): Promise<string> {
  const { gitText } = await import('../../src/checkout/git.js');
  return (await gitText(folder, ['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
}

function replay(units: readonly PastUnit[]) {
  const told = { changes: 0, hidden: 0, asked: 0, top: 0, warnings: 0, right: 0, atWhole: 0, wholeWarned: 0 };
  for (const [at, unit] of units.slice(0, REPLAYED).entries()) {
    const files = [...new Set(unit.files.map(({ path }) => path))].filter((path) => !isCoupledByNature(path));
    if (files.length < 2 || files.length > CO_CHANGE.mostFiles) continue;
    told.changes += 1;
    const before = units.slice(at + 1);
    const whole = partnersOf(before, files, unit.at).filter(({ isSaid }) => isSaid);
    told.atWhole += whole.length;
    told.wholeWarned += Number(whole.length > 0);
    for (const hidden of files) {
      const partners = partnersOf(
        before,
        files.filter((path) => path !== hidden),
        unit.at,
      );
      told.hidden += 1;
      told.asked += Number(partners.length > 0);
      told.top += Number(partners.slice(0, TOP).some(({ other }) => other === hidden));
      const said = partners.filter(({ isSaid }) => isSaid);
      told.warnings += said.length;
      told.right += said.filter(({ other }) => other === hidden).length;
    }
  }
  return told;
}

/** Each once, surest first, as the review proposes them. */
function partnersOf(units: readonly PastUnit[], paths: readonly string[], now: Date) {
  const since = new Date(now.getTime() - CO_CHANGE.days * 86_400_000);
  const { mostFiles, leastShared } = CO_CHANGE;
  const counts = countCoChanges(units, { paths, since, mostFiles, leastShared });
  const changed = new Set(paths);
  const seen = new Set<string>();
  return couplingsOf(counts.map((one) => ({ ...one, lastNumber: 0 }))).filter(
    ({ other }) => !changed.has(other) && !seen.has(other) && seen.add(other),
  );
}

function share(part: number, of: number): string {
  return of === 0 ? 'none' : `${((part / of) * 100).toFixed(1)} % (${part} of ${of})`;
}
