import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/**
 * Whether trying again can help: the connection broke (no SQLSTATE), the server is starting or full, or rows were
 * in each other's way (fault C12 of the threat list).
 */
export function isTransientDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // What TypeORM says of a transaction whose session was ended while it was idle.
  if (error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError)
    return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null)
    return /connection (?:terminated|timeout)|is not queryable|timeout (?:expired|exceeded when trying to connect)|read timeout/i.test(
      error.message,
    );
  return TRANSIENT.has(code) || code.startsWith('08');
}

const TRANSIENT = new Set([
  '25006',
  '40001',
  '40P01',
  '53100',
  '53200',
  '53300',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);
