import neo4j from 'neo4j-driver';
import { GraphUnavailableError } from '../graph-unavailable-error.js';

/** What keeps Neo4j from answering. */
export type Neo4jTrouble = 'away' | 'certificate' | 'silent' | 'slow' | 'password' | 'database' | 'forbidden' | 'busy';

/** GraphUnavailableError of Neo4j, with what is wrong. */
export class Neo4jUnavailableError extends GraphUnavailableError {
  constructor(
    readonly trouble: Neo4jTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const SAID: Readonly<Record<Neo4jTrouble, string>> = {
  away: 'Neo4j cannot be reached: does it run, and is NEO4J_URI right?',
  certificate:
    'the certificate of Neo4j is not trusted: let the server have one for the host name in NEO4J_URI, give Node its authority by NODE_EXTRA_CA_CERTS, or use neo4j+ssc:// for one that is self-signed',
  silent: 'Neo4j does not answer',
  slow: 'Neo4j took too long for one question',
  password: 'Neo4j does not accept NEO4J_USERNAME and NEO4J_PASSWORD',
  database: 'Neo4j has no such database: correct NEO4J_DATABASE, or leave it empty for the default one of the user',
  forbidden: 'the user of Neo4j lacks a right that is needed here',
  busy: 'Neo4j could not carry it out now',
};

/** Codes: https://neo4j.com/docs/status-codes/5/errors/all-errors/ */
const BY_CODE: readonly (readonly [RegExp, Neo4jTrouble])[] = [
  [/^Neo\.ClientError\.Security\.(?:Forbidden|.*ReadOnly)|ReadOnlyDatabase$/, 'forbidden'],
  [/^Neo\.ClientError\.Security\./, 'password'],
  [/^Neo\.ClientError\.Database\.DatabaseNotFound$/, 'database'],
  [/^Neo\.ClientError\.Transaction\.TransactionTimedOut/, 'slow'],
  [/^Neo\.TransientError\.General\.DatabaseUnavailable$|^Neo\.DatabaseError\.Database\./, 'away'],
  [/^Neo\.TransientError\./, 'busy'],
  [/^(?:ServiceUnavailable|SessionExpired|ProtocolError)$/, 'away'],
];

/** The trouble as an error that says what to do. */
export function unavailable(trouble: Neo4jTrouble, cause?: unknown): Neo4jUnavailableError {
  return new Neo4jUnavailableError(trouble, SAID[trouble], { cause });
}

/**
 * An error of the driver as what it means here; null: it is a fault of the statement, which nobody should go on with.
 */
export function readTrouble(error: unknown): Neo4jUnavailableError | null {
  if (error instanceof Neo4jUnavailableError) return error;
  if (!(error instanceof neo4j.Neo4jError)) return null;
  if (isCertificate(error)) return unavailable('certificate', error);
  const known = BY_CODE.find(([code]) => code.test(error.code));
  if (known !== undefined) return unavailable(known[1], error);
  if (isDriverTimeout(error)) return unavailable('away', error);
  return error.retryable ? unavailable('busy', error) : null;
}

/** The driver calls it ServiceUnavailable; which of Node's codes it was stands in its text only. */
function isCertificate({ code, message }: { code: string; message: string }): boolean {
  return (
    /^(?:ServiceUnavailable|SessionExpired|N\/A)$/.test(code) &&
    /certificate|altnames|SELF_SIGNED_CERT|CERT_|UNABLE_TO_VERIFY_LEAF/i.test(message)
  );
}

/** The driver has no code for these. */
function isDriverTimeout({ code, message }: { code: string; message: string }): boolean {
  return code === 'N/A' && /acquisition timed out|connection|Pool is closed|socket/i.test(message);
}
