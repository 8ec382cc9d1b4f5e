import neo4j from 'neo4j-driver';
import { expect, it } from 'vitest';
import { readTrouble } from '../../../src/graph/neo4j/neo4j-trouble.js';

/** What the driver makes of Node's errors: one code, and the reason in its text. */
const notConnected = (reason: string) =>
  `Failed to connect to server. Please ensure that your database is listening on the correct host and port and that you have compatible encryption settings both on Neo4j server and driver. Note that the default encryption setting has changed in Neo4j 4.0. Caused by: ${reason}`;

const thrown = (code: string, message: string) => new neo4j.Neo4jError(message, code, '50N42', message);

it.each([
  ['ServiceUnavailable', notConnected('connect ECONNREFUSED 127.0.0.1:7687'), 'away'],
  ['ServiceUnavailable', notConnected('getaddrinfo ENOTFOUND graph.example'), 'away'],
  ['ServiceUnavailable', notConnected('self-signed certificate'), 'certificate'],
  ['ServiceUnavailable', notConnected('unable to verify the first certificate'), 'certificate'],
  ['ServiceUnavailable', notConnected('certificate has expired'), 'certificate'],
  [
    'ServiceUnavailable',
    notConnected("Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames"),
    'certificate',
  ],
  ['N/A', 'Connection acquisition timed out in 2000 ms.', 'away'],
  ['Neo.ClientError.Security.Unauthorized', 'The client is unauthorized due to authentication failure.', 'password'],
  ['Neo.ClientError.Security.Forbidden', 'Schema operation is not allowed', 'forbidden'],
  ['Neo.ClientError.Database.DatabaseNotFound', 'Database does not exist', 'database'],
  ['Neo.ClientError.Transaction.TransactionTimedOut', 'The transaction has been terminated', 'slow'],
  ['Neo.TransientError.Transaction.DeadlockDetected', 'deadlock', 'busy'],
])('%s: %s', (code, message, trouble) => {
  expect(readTrouble(thrown(code, message))?.trouble).toBe(trouble);
});

it('leaves the fault of a statement to whoever wrote it', () => {
  expect(readTrouble(thrown('Neo.ClientError.Statement.SyntaxError', 'Invalid input'))).toBeNull();
});
