import { isLoopback } from './access/is-loopback.js';
import { claudeProblems } from './claude-config.js';
import type { Environment } from './environment-schema.js';
import { secretVariables } from './secret-variables.js';

/** What is wrong between variables that are each well by themselves: one line for each, with the way out. */
export function configProblems(values: Environment): string[] {
  return [
    ...databaseProblems(values),
    ...portProblems(values),
    ...claudeProblems(values),
    ...neo4jProblems(values),
    ...mem0Problems(values),
    ...loginProblems(values),
    ...tracingProblems(values),
    ...secretProblems(values),
  ];
}

function databaseProblems({ DATABASE_URL, SECRET_KEY, ROLE }: Environment): string[] {
  return [
    ...(ROLE !== 'all' && !DATABASE_URL
      ? [
          `DATABASE_URL is missing: ROLE=${ROLE} shares its database with other processes; set the address of a PostgreSQL`,
        ]
      : []),
    ...(DATABASE_URL && !SECRET_KEY
      ? ['SECRET_KEY is missing: with DATABASE_URL it is not made for you; openssl rand -hex 32 makes one, keep it']
      : []),
  ];
}

/** The second listener would find the port taken by the first. */
function portProblems({ PORT, METRICS_PORT, ROLE }: Environment): string[] {
  return PORT === METRICS_PORT && PORT !== 0 && ROLE !== 'worker'
    ? [`METRICS_PORT must differ from PORT, both are ${PORT}: give each a port of its own`]
    : [];
}

function neo4jProblems({ NEO4J_URI, NEO4J_PASSWORD }: Environment): string[] {
  return NEO4J_URI && !NEO4J_PASSWORD
    ? ['NEO4J_PASSWORD is missing: NEO4J_URI needs one; set it, or leave NEO4J_URI empty']
    : [];
}

function mem0Problems({ MEM0_HOST, MEM0_API_KEY }: Environment): string[] {
  return MEM0_HOST && !MEM0_API_KEY
    ? ['MEM0_API_KEY is missing: MEM0_HOST needs one; set it, or leave MEM0_HOST empty']
    : [];
}

function tracingProblems({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS }: Environment): string[] {
  if (OTEL_EXPORTER_OTLP_HEADERS === undefined) return [];
  try {
    decodeURIComponent(OTEL_EXPORTER_OTLP_HEADERS);
  } catch {
    return ['OTEL_EXPORTER_OTLP_HEADERS has a % that is no percent-encoding: write it as %25'];
  }
  return OTEL_EXPORTER_OTLP_ENDPOINT === undefined
    ? [
        'OTEL_EXPORTER_OTLP_ENDPOINT is missing: OTEL_EXPORTER_OTLP_HEADERS needs one; set it to the address of the collector',
      ]
    : [];
}

/** A browser keeps no `Secure` cookie of an address with http, and sends none across sites without it. */
function loginProblems(values: Environment): string[] {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, BACKEND_URL, FRONTEND_URL, PORT } = values;
  if (!GITHUB_CLIENT_ID && !GITHUB_CLIENT_SECRET) return [];
  if (!GITHUB_CLIENT_SECRET)
    return ["GITHUB_CLIENT_SECRET is missing: GITHUB_CLIENT_ID needs one; generate it on the App's settings page"];
  if (!GITHUB_CLIENT_ID)
    return ["GITHUB_CLIENT_ID is missing: GITHUB_CLIENT_SECRET needs one; it stands on the App's settings page"];
  const backend = new URL(BACKEND_URL ?? `http://localhost:${PORT}`);
  if (backend.protocol === 'https:') return [];
  if (!isLoopback(backend.hostname))
    return [
      'BACKEND_URL must begin with https://: by http:// people can sign in on this machine only (http://localhost)',
    ];
  return FRONTEND_URL !== undefined && new URL(FRONTEND_URL).hostname !== backend.hostname
    ? ['FRONTEND_URL lies on another host: then BACKEND_URL must begin with https://']
    : [];
}

/** One leak must not open two doors: no two secrets are equal. */
function secretProblems(values: Environment): string[] {
  return secretVariables.flatMap((name, index) => {
    const twin = secretVariables
      .slice(0, index)
      .find((other) => values[name] !== undefined && values[other] === values[name]);
    return twin ? [`${name} must differ from ${twin}: what opens one must not open the other`] : [];
  });
}
