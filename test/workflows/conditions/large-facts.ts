import type { Facts } from '../../../src/workflows/conditions/variables.js';
import { KNOWN } from './known-facts.js';

/** As much as one event can bring, and what takes the readers of numbers and times longest: 3,000 files, a body of 64 KiB, a payload of a megabyte, a long CODEOWNERS file. */
export function largeFacts(): Facts {
  const changed_files = Array.from(
    { length: 3000 },
    (_, index) => `packages/part-${index % 90}/src/lib/file-${index}.ts`,
  );
  return {
    ...KNOWN,
    event: {
      ...KNOWN.event,
      changed_files,
      labels: Array.from({ length: 100 }, (_, i) => `label ${i}`),
      body: 'ab '.repeat(21_000),
    },
    payload: {
      digits: '1'.repeat(400),
      many_digits: `${'1'.repeat(99_998)}x`,
      time: '2026-11-28T08:00:00.123456789+01:00',
      issue: {
        level: 'ab'.repeat(250_000),
        count: 3,
        tags: Array.from({ length: 20_000 }, (_, index) => ({ key: `key ${index}`, value: index })),
      },
    },
    code_owners: [
      { pattern: '*', owners: ['@acme/all'] },
      ...Array.from({ length: 2000 }, (_, index) => ({
        pattern: `/packages/part-${index}/**/*-${index}*.ts`,
        owners: [`@acme/team-${index}`],
      })),
    ],
  };
}
