import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const LONGEST = 3000;

/** Appends what failed, with the difference between expected and received, to the file of FAILED_TESTS. */
export default class FailedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const path = process.env['FAILED_TESTS'];
    if (path === undefined) return;
    for (const module of modules) {
      const failed = [...module.children.allTests('failed')].map((test) => ({ name: test.fullName, ...test.result() }));
      for (const { name, errors } of [{ name: 'as a whole', errors: module.errors() }, ...failed]) {
        for (const { message, diff, stack } of errors ?? []) {
          const text = [message, diff, stack?.split('\n').slice(1, 6).join('\n')].filter(Boolean).join('\n');
          const file = relative(process.cwd(), module.moduleId);
          appendFileSync(path, `FAILED ${file} ${name}\n${text.slice(0, LONGEST)}\n`);
        }
      }
    }
  }
}
