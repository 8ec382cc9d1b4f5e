import { z } from 'zod';

const Limit = z.int().min(1).max(1_000_000).nullable();

/** What a change may not pass. Null or false: that is not asked. */
export const QualityThresholds = z.object({
  max_complexity: Limit.default(10).describe("McCabe's complexity of a function that the change touches."),
  max_function_lines: Limit.default(100).describe('Lines of a function that the change touches.'),
  max_file_lines: Limit.default(500).describe('Lines of a file that the change makes longer.'),
  require_tests: z.boolean().default(false).describe('A file whose functions the change touches needs a test.'),
  min_coverage: z
    .number()
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .describe('Per cent of the changed lines that tests run; needs `coverage_files`.'),
});
export type QualityThresholds = z.output<typeof QualityThresholds>;
