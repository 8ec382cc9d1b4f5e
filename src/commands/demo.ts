import { parseArgs } from 'node:util';
import { demoOfRepository } from './demo-repository.js';
import { demoOfSample } from './demo-sample.js';

const USAGE = `nectr demo [--keep]
nectr demo --repo <path> --last <number>
`;

/**
 * `nectr demo`: the ordinary server and worker against a GitHub on this machine; no account, no network. Prints the
 * review as its author reads it, or for another repository a table of outcomes. The exit code tells whether each
 * pull request got its outcome.
 */
export async function demo(args: string[]): Promise<void> {
  const options = parse(args);
  if (options === null) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const complete =
    options.repo === null
      ? await demoOfSample({ keep: options.keep })
      : await demoOfRepository(options.repo, options.last);
  if (!complete) process.exitCode = 1;
}

function parse(args: string[]): { keep: boolean; repo: string | null; last: number } | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        keep: { type: 'boolean', default: false },
        repo: { type: 'string' },
        last: { type: 'string', default: '20' },
      },
    });
    const last = Number(values.last);
    return Number.isInteger(last) && last > 0 ? { keep: values.keep, repo: values.repo ?? null, last } : null;
  } catch {
    return null;
  }
}
