import type { Facts } from '../../../src/workflows/conditions/variables.js';
import { KNOWN } from './known-facts.js';

/** As much as one event can bring: 3,000 files, a body of 64 KiB, a payload of a megabyte, a long CODEOWNERS file. */
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
