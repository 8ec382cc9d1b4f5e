import type { ValueTransformer } from 'typeorm';

/** For bigint and numeric columns, which pg hands over as text: GitHub's ids and our sums fit a number exactly. */
export const numberColumn: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
};
