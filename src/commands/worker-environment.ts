import { withoutOtherProviders } from '../claude-config.js';
import { environmentSchema } from '../environment-schema.js';
import { providerEnvironment } from './provider-environment.js';

/** Ours that a worker has no use for: it receives no deliveries, listens nowhere, and nobody signs in there. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
  'WEBHOOK_PROXY_URL',
  'SMEE_URL',
  'HOST',
  'PORT',
  'METRICS_PORT',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
]);
/** What the system, Node, its TLS and the PostgreSQL client read. */
const OF_THE_SYSTEM =
  /^(?:PATH|HOME|TMPDIR|TEMP|TMP|TZ|LANG|LC_\w+|USER|LOGNAME|SYSTEMROOT|WINDIR|NODE_(?:OPTIONS|EXTRA_CA_CERTS|USE_ENV_PROXY|V8_COVERAGE)|SSL_CERT_(?:FILE|DIR)|(?:HTTPS?|NO|ALL)_PROXY|PG[A-Z]+|XDG_\w+)$/i;

/**
 * The environment of a forked worker: what it reads itself and what the system needs, so that no other secret of the
 * server stands in the process that reads what strangers wrote. `url` and `secretKeys` (newest first) are the
 * database's.
 */
export function workerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { url, secretKeys: [key, previous] }: { url: string; secretKeys: readonly string[] },
): Record<string, string | undefined> {
  const own = new Set(Object.keys(environmentSchema.shape).filter((name) => !OF_THE_SERVER.has(name)));
  const needed = Object.entries(withoutOtherProviders(env)).filter(
    ([name]) => own.has(name) || OF_THE_SYSTEM.test(name),
  );
  return {
    ...Object.fromEntries(needed),
    ...providerEnvironment(env),
    ROLE: 'worker',
    DATABASE_URL: url,
    SECRET_KEY: key,
    SECRET_KEY_PREVIOUS: previous,
  };
}
