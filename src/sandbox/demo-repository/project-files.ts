import { createHash } from 'node:crypto';

/** The manifest with these runtime dependencies. */
export function packageJson(dependencies: Record<string, string>): string {
  const manifest = {
    name: '@acme/orchard',
    version: '0.4.0',
    private: true,
    type: 'module',
    scripts: { start: 'node dist/server.js', build: 'tsc', test: 'vitest run' },
    dependencies: ranges(dependencies),
    devDependencies: ranges(TOOLS),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** A lockfile for the same dependencies. */
export function packageLock(dependencies: Record<string, string>): string {
  const all = Object.entries({ ...dependencies, ...TOOLS }).sort(([a], [b]) => a.localeCompare(b));
  const lock = {
    name: '@acme/orchard',
    version: '0.4.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': {
        name: '@acme/orchard',
        version: '0.4.0',
        dependencies: ranges(dependencies),
        devDependencies: ranges(TOOLS),
      },
      ...Object.fromEntries(
        all.map(([name, version]) => [`node_modules/${name}`, { version, integrity: integrity(name, version) }]),
      ),
    },
  };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

const TOOLS = { '@types/node': '20.17.6', '@types/pg': '8.11.10', typescript: '5.6.3', vitest: '2.1.4' };

function ranges(versions: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).map(([name, version]) => [name, `^${version}`]));
}

function integrity(name: string, version: string): string {
  return `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`;
}

export const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "skipLibCheck": true,
    "types": ["node"],
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"]
}
`;

export const README = `# Orchard

The API of our fruit shop: products, orders, coupons.

    npm ci
    npm test
`;

export const CI = `name: CI
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - uses: actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af
        with:
          node-version: 20
      - run: npm ci
      - run: npm run build
      - run: npm test
`;

export const NECTR_SETTINGS = `# How Nectr reviews this repository
skip:
  labels: [wip]
paths:
  ignore: ['migrations/**']
`;

export const CONFIG = `import { z } from 'zod';

const Environment = z.object({
  PORT: z.coerce.number().int().positive().default(3000),
  DATABASE_URL: z.string().min(1),
  MAIL_FROM: z.string().default('orders@orchard.example'),
});

export interface Config {
  port: number;
  databaseUrl: string;
  mailFrom: string;
}

/** Reads the configuration from the environment; throws when a variable is missing. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const { PORT, DATABASE_URL, MAIL_FROM } = Environment.parse(env);
  return { port: PORT, databaseUrl: DATABASE_URL, mailFrom: MAIL_FROM };
}
`;

export const APP = `import { Hono } from 'hono';

export function createApp(): Hono {
  const app = new Hono();
  app.get('/health', (c) => c.json({ status: 'ok' }));
  return app;
}
`;

export const SERVER = `import { serve } from '@hono/node-server';
import { createApp } from './app.js';
import { readConfig } from './config.js';

const config = readConfig(process.env);
serve({ fetch: createApp().fetch, port: config.port });
`;

export const DATABASE = `import pg from 'pg';

/** The part of a connection pool that queries need; tests pass their own. */
export interface Database {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** Opens a pool of at most ten connections. */
export function connect(url: string): Database & { end(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  return {
    async query<Row>(text: string, values: unknown[] = []) {
      const { rows } = await pool.query(text, values);
      return { rows: rows as Row[] };
    },
    end: () => pool.end(),
  };
}
`;

export const ERRORS = `/** Something the caller asked for does not exist. */
export class NotFoundError extends Error {
  constructor(what: string) {
    super(what + ' does not exist');
    this.name = 'NotFoundError';
  }
}

/** The request is well formed and cannot be done now. */
export class ConflictError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConflictError';
  }
}
`;

export const FAKE_DATABASE = `import type { Database } from '../src/database.js';

/** A database that answers every query with the next rows and remembers what it was asked. */
export function fakeDatabase(...answers: unknown[][]): Database & { asked: { text: string; values: unknown[] }[] } {
  const asked: { text: string; values: unknown[] }[] = [];
  return {
    asked,
    async query<Row>(text: string, values: unknown[] = []) {
      asked.push({ text, values });
      return { rows: (answers.shift() ?? []) as Row[] };
    },
  };
}
`;
