import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { environmentSchema } from '../../src/environment-schema.js';
import { pem } from '../app-key.js';

/** What of compose's model is looked at here. */
interface Project {
  name: string;
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}
interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  environment: Record<string, string>;
  ports?: { host_ip: string; published: string; target: number }[];
  volumes: { type: string; source: string; target: string; read_only?: boolean }[];
  depends_on?: Record<string, { condition: string; required: boolean }>;
  healthcheck?: { test: string[] };
}

const folder = mkdtempSync(join(tmpdir(), 'nectr-compose-'));
const parser = join(folder, 'parser');
const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo && process.env['COMPOSE_REQUIRED'] !== undefined)
  throw new Error("compose's own parser needs Go, and there is none");
const APP = { APP_ID: '1', WEBHOOK_SECRET: 'w'.repeat(64), SECRET_KEY: 's'.repeat(64) };

beforeAll(() => {
  if (hasGo) execFileSync('go', ['build', '-o', parser, '.'], { cwd: join(process.cwd(), 'test/compose') });
  mkdirSync(join(folder, '.docker'));
  copyFileSync('.docker/compose.yml', join(folder, '.docker/compose.yml'));
}, 400_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The project as compose understands it in a folder with this `.env`; or what it refuses it with. */
function compose(lines: Record<string, string>, text = ''): Project | string {
  const env = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, '.env'), [...env, text].join(''));
  const { status, stdout, stderr } = spawnSync(parser, ['.docker/compose.yml'], {
    cwd: folder,
    encoding: 'utf8',
    env: {},
  });
  return status === 0 ? (JSON.parse(stdout) as Project) : stderr.trim();
}

function nectrOf(lines: Record<string, string>, text = ''): Service {
  const project = compose(lines, text);
  if (typeof project === 'string') throw new Error(project);
  const { nectr } = project.services;
  if (!nectr) throw new Error('no service nectr');
  return nectr;
}

describe.skipIf(!hasGo)('the compose file, by the parser of compose (skipped where there is no Go)', () => {
  it('has the server and its database, each with what says whether it is healthy', () => {
    const project = compose({ SECRET_KEY: APP.SECRET_KEY });
    if (typeof project === 'string') throw new Error(project);
    expect(project.name).toBe('nectr');
    expect(Object.keys(project.services).toSorted()).toEqual(['nectr', 'postgres']);
    const { nectr, postgres } = project.services;
    expect(nectr?.build).toEqual({ context: folder, dockerfile: '.docker/Dockerfile' });
    expect(nectr?.depends_on?.['postgres']).toEqual({ condition: 'service_healthy', required: true });
    expect(postgres?.healthcheck?.test).toContain('pg_isready');
    expect(readFileSync('.docker/Dockerfile', 'utf8')).toMatch(/^HEALTHCHECK .*\n.*PORT/m);
    expect(nectr?.ports).toEqual([
      { host_ip: '0.0.0.0', mode: 'ingress', protocol: 'tcp', published: '3000', target: 3000 },
    ]);
  });

  it('means with an .env of the example what the server would mean', () => {
    const example = readFileSync('.env.example', 'utf8');
    const filled = example
      .replace('APP_ID=', 'APP_ID=1')
      .replace('PRIVATE_KEY=', `PRIVATE_KEY=${pem.trim().replaceAll('\n', '\\n')}`)
      .replace('WEBHOOK_SECRET=', `WEBHOOK_SECRET=${APP.WEBHOOK_SECRET}`)
      .replace('# SECRET_KEY=', `SECRET_KEY=${APP.SECRET_KEY}`)
      .replace('# PORT=3000', 'PORT=8080')
      .replace('# HOST=0.0.0.0', 'HOST=127.0.0.1');
    const { environment, ports } = nectrOf({}, filled);
    expect(ports).toMatchObject([{ host_ip: '127.0.0.1', published: '8080', target: 8080 }]);
    const config = readConfig(environment);
    const app = { appId: 1, webhookSecrets: [APP.WEBHOOK_SECRET], privateKey: expect.stringContaining('PRIVATE KEY') };
    expect(config).toMatchObject({ app, PORT: 8080, HOST: '0.0.0.0', backendUrl: 'http://localhost:8080' });
  });

  it('hands every other variable on as it stands', () => {
    const own = ['HOST', 'NECTR_DATA', 'PRIVATE_KEY_PATH', 'GOOGLE_APPLICATION_CREDENTIALS', 'ARCHIVE_FOLDER'];
    const names = Object.keys(environmentSchema.shape).filter((name) => !own.includes(name));
    const values = Object.fromEntries(names.map((name, at) => [name, String(4000 + at)]));
    expect(nectrOf(values).environment).toMatchObject(values);
  });

  it.each([
    ['PRIVATE_KEY_PATH', './private-key.pem', '/run/secrets/private-key.pem'],
    ['PRIVATE_KEY_PATH', 'private-key.pem', '/run/secrets/private-key.pem'],
    ['PRIVATE_KEY_PATH', '/etc/nectr/key.pem', '/run/secrets/private-key.pem'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/etc/google.json', '/run/secrets/google.json'],
    ['ARCHIVE_FOLDER', '/srv/archive', '/archive'],
  ])('mounts what %s names: %s', (name, path, target) => {
    const { environment, volumes } = nectrOf({ ...APP, [name]: path });
    expect(environment[name]).toBe(target);
    const source = path.startsWith('/') ? path : join(folder, path);
    expect(volumes).toContainEqual(expect.objectContaining({ type: 'bind', source, target }));
    // Without it the server is told nothing.
    expect(nectrOf(APP).environment[name]).toBe('');
  });

  it('brings a Neo4j along where the profile asks for it', () => {
    const password = 'long-enough-1';
    const project = compose({
      ...APP,
      COMPOSE_PROFILES: 'neo4j',
      NEO4J_URI: 'bolt://neo4j:7687',
      NEO4J_PASSWORD: password,
    });
    if (typeof project === 'string') throw new Error(project);
    const { neo4j, nectr } = project.services;
    expect(neo4j?.image).toBe('neo4j:5-community');
    expect(neo4j?.environment['NEO4J_AUTH']).toBe(`neo4j/${password}`);
    expect(neo4j?.volumes).toMatchObject([{ type: 'volume', source: 'neo4j', target: '/data' }]);
    expect(nectr?.depends_on?.['neo4j']).toEqual({ condition: 'service_healthy', required: false });
    expect(readConfig({ ...nectr?.environment, PRIVATE_KEY: pem }).neo4j).toMatchObject({ uri: 'bolt://neo4j:7687' });
  });

  it('is refused without SECRET_KEY, and says how one is made', () => {
    expect(compose({ APP_ID: '1' })).toContain(
      'SECRET_KEY is missing a value: is missing in .env - run openssl rand -hex 32',
    );
  });
});
