import type { Tier } from '../../types.js';
import type { Span } from './private-keys.js';
import { isPlaceholder } from './placeholder.js';
import { entropyOf } from './randomness.js';

export interface AddressPassword extends Span {
  what: string;
  /** Null: it is a placeholder, or the host is this machine or a service beside it. */
  tier: Tier | null;
}

const ADDRESS =
  /\b(postgres(?:ql)?|mysql2?|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|neo4j|bolt|ldaps?|smtps?|s?ftps?|ssh|nats|mqtts?|influxdb|couchbases?|https?)(?:\+[a-z0-9]{1,12})?:\/\/([^\s:@/"'`$<{\\]{0,80}):([^\s@/"'`$<{}\\]{6,200})@(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,200})/g;
/** Whoever can reach these is on the machine, in its network, or reads a document. */
const LOCAL =
  /^(?:[^.]*|\[.*\]|127\..*|0\.0\.0\.0|.*\.(?:localhost|local|internal|lan|test|example|invalid|svc)|(?:.*\.)?example\.(?:com|org|net)|.*\.docker\.internal)$/i;
const TRIVIAL =
  /^(?:pass(?:word|wd)?|postgres|secret|user|root|admin|changeme|mysql|redis|guest|mongo|rabbitmq)\w{0,4}$/i;
const LEAST_ENTROPY = 2.5;

/** Passwords in addresses of `text`, in its order. Of a web page's address it is not sure that it is one. */
export function addressPasswords(text: string): AddressPassword[] {
  const found: AddressPassword[] = [];
  if (!text.includes('@') || !text.includes('://')) return found;
  for (const match of text.matchAll(ADDRESS)) {
    const { 1: scheme = '', 2: user = '', 3: password = '', 4: host = '', index } = match;
    if (entropyOf(password) < LEAST_ENTROPY) continue;
    const start = index + match[0].length - host.length - 1 - password.length;
    const isWeb = /^https?$/.test(scheme);
    const isNone = LOCAL.test(host) || TRIVIAL.test(password) || password === user || isPlaceholder(password);
    found.push({
      what: isWeb ? 'Web address with a password' : 'Database address with its password',
      start,
      end: start + password.length,
      tier: isNone ? null : isWeb ? 'lead' : 'certain',
    });
  }
  return found;
}
