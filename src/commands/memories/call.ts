import type { DataSource } from 'typeorm';
import type { Config } from '../../config.js';
import type { ServedRepository } from '../../installations/find-repositories.js';
import { findMemory } from '../../memory/find-memory.js';
import type { Memory } from '../../memory/types.js';
import { wholeNumber, UsageError } from '../command-line.js';

/** One call of `nectr memories <verb> …`. */
export interface MemoriesCall {
  source: DataSource;
  config: Config;
  repository: ServedRepository;
  /** Behind the verb. */
  args: readonly string[];
  options: MemoriesOptions;
}

/** As they were typed. */
export interface MemoriesOptions {
  json: boolean;
  all: boolean;
  in?: string | undefined;
  rule?: string | undefined;
  symbol?: string | undefined;
  type?: string | undefined;
  days?: string | undefined;
  pull?: string | undefined;
  'all-repositories': boolean;
}

/** What can be done, but not with this memory, or not as it is now: exit code 1. */
export function refuse(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

/** `M3` or `3`, or a UsageError. */
export function numberOf(given: string | undefined, letter: 'M' | 'F'): number {
  const what = letter === 'M' ? 'a memory, such as M3' : 'a finding, such as F3';
  if (given === undefined) throw new UsageError(`say which one: the number of ${what}`);
  const digits = new RegExp(`^${letter}?(\\d{1,9})$`, 'i').exec(given)?.[1];
  if (digits === undefined) throw new UsageError(`${JSON.stringify(given)} is not the number of ${what}`);
  return wholeNumber(letter, digits, { least: 1, most: 999_999_999 });
}

/**
 * The memory of this number that belongs to the repository, or to all of its installation; in any state. Null, and it
 * was said, where there is none.
 */
export async function memoryOfCall({ source, repository }: MemoriesCall, number: number): Promise<Memory | null> {
  const { installationId, repositoryId, fullName } = repository;
  const memory = await findMemory(source, { installationId, repositoryId, number, viewer: 'all' });
  if (memory !== null) return memory;
  process.stderr.write(
    `There is no M${number} in ${fullName}; \`nectr memories list --repo ${fullName}\` shows them.\n`,
  );
  process.exitCode = 2;
  return null;
}
