import { redact } from '../access/redact.js';
import { Refusal } from '../refusal.js';

const AWAY = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EPIPE']);
const FOREIGN_CERTIFICATE =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;

/**
 * What an error of connecting to the PostgreSQL of `DATABASE_URL` means, and how to mend it: a wrong password, a
 * database that is missing and a server that is away are three things. Holds neither password nor address, but host,
 * port, user and name of the database.
 */
export function databaseTrouble(error: unknown, databaseUrl: string): Refusal {
  const { at, user, database } = placeOf(databaseUrl);
  const { code, message } = errorOf(error);
  const of = (found: string, mend: string) => new Refusal(`DATABASE_URL: ${found}`, mend, { cause: error });
  if (code === '28P01')
    return of(
      `PostgreSQL at ${at} refuses the password of the user ${user}`,
      'correct user and password; a % @ # / ? in it has to be percent-encoded',
    );
  if (/no pg_hba\.conf entry.*no encryption/.test(message))
    return of(`PostgreSQL at ${at} asks for an encrypted connection`, 'add ?sslmode=verify-full to the address');
  if (code === '28000')
    return of(`PostgreSQL at ${at} does not let the user ${user} in`, 'correct the user, or allow it in pg_hba.conf');
  if (/password must be a (?:non-empty )?string|empty password/.test(message))
    return of(
      `PostgreSQL at ${at} asks for a password, and none is given`,
      `write it behind the user: ${user}:…@${at}`,
    );
  if (code === '3D000')
    return of(
      `PostgreSQL at ${at} has no database ${database}`,
      `correct its name, or make it: CREATE DATABASE ${quoted(database)} OWNER ${quoted(user)}`,
    );
  if (code === '42501')
    return of(
      `the user ${user} may not use the database ${database}`,
      `let its owner run: GRANT CONNECT ON DATABASE ${quoted(database)} TO ${quoted(user)}`,
    );
  if (code === '53300')
    return of(`PostgreSQL at ${at} has no connection left`, 'raise max_connections there, or close others');
  if (code === '57P03') return of(`PostgreSQL at ${at} is still starting`, 'start Nectr again in a moment');
  return of(...unreachable(at, code, message));
}

function unreachable(at: string, code: string, message: string): [found: string, mend: string] {
  if (code === 'ECONNREFUSED')
    return [
      `nothing answers at ${at}`,
      'start PostgreSQL there, or correct host and port; inside a container localhost is the container itself',
    ];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return [`the host of ${at} is not found`, 'correct its name, or look at DNS'];
  if (code === 'ENOENT' && message.includes('connect'))
    return [`there is no socket of PostgreSQL at ${at}`, 'start PostgreSQL, or correct the folder in ?host='];
  if (code === 'ENOENT')
    return ['a file of sslrootcert, sslcert or sslkey does not exist', 'correct its path in the address'];
  if (AWAY.has(code) || /timeout/i.test(message))
    return [`PostgreSQL at ${at} does not answer`, 'correct host and port, or look at the firewall between'];
  if (message.includes('does not support SSL'))
    return [`PostgreSQL at ${at} offers no encryption`, 'remove sslmode from the address, or switch ssl on there'];
  if (FOREIGN_CERTIFICATE.test(code))
    return [
      `the certificate of PostgreSQL at ${at} is not trusted (${code})`,
      'add &sslrootcert=<file of its authority> to the address; sslmode=no-verify trusts any',
    ];
  if (/terminated unexpectedly|invalid response/.test(message))
    return [`what listens at ${at} does not speak PostgreSQL`, 'correct host and port'];
  return [`PostgreSQL at ${at} cannot be used (${redact(message)})`, 'look at its log, and correct the address'];
}

function placeOf(databaseUrl: string): { at: string; user: string; database: string } {
  const { hostname, port, username, pathname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? (decodeURIComponent(hostname) || 'localhost');
  return {
    at: host.startsWith('/') ? host : `${host}:${port || searchParams.get('port') || '5432'}`,
    user: searchParams.get('user') ?? (decodeURIComponent(username) || '(none)'),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

/** Node's own message is empty where a name has several addresses and none answers. */
function errorOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message || code || error.name };
}

/** For a statement that people copy. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
