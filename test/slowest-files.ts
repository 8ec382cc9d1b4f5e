import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const SHOWN = 10;

/** Ends a whole run with its slowest files, so that a suite that grows slow shows where. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= SHOWN) return;
    const files = modules.map((module) => {
      const { collectDuration, setupDuration, duration } = module.diagnostic();
      return { path: relative(process.cwd(), module.moduleId), ms: collectDuration + setupDuration + duration };
    });
    const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN);
    const lines = slowest.map(({ path, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${path}`);
    process.stdout.write(`\n The slowest files, loading included\n${lines.join('\n')}\n`);
  }
}
