import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environmentSchema } from '../../src/environment-schema.js';
import { commandsOf, fencesOf, readDocument, root } from './documents.js';

const OPERATING = '.github/docs/operating.md';
const UNIT = '.github/docs/deploy/nectr.service';
const MANIFEST = '.github/docs/deploy/kubernetes.yml';
const COMPOSE = '.docker/compose.yml';
const DOCKERFILE = '.docker/Dockerfile';

const commands = fencesOf(readDocument(OPERATING))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) => commandsOf(code));
/** The one command that begins so. */
const commandOf = (start: string): string => {
  const [one, ...more] = commands.filter((command) => command.startsWith(start));
  if (one === undefined || more.length > 0) throw new Error(`not one command begins with ${start}`);
  return one;
};

describe('the unit of systemd', () => {
  const lines = readDocument(UNIT)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const sections = new Map<string, Map<string, string[]>>();
  for (const line of lines) {
    const [, section] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (section !== undefined) sections.set(section, new Map());
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    const last = [...sections.values()].at(-1);
    if (section === undefined) last?.set(name, [...(last.get(name) ?? []), value]);
  }
  const value = (section: string, name: string) => sections.get(section)?.get(name)?.at(-1) ?? '';

  it('has sections and settings, and nothing else', () => {
    expect([...sections.keys()]).toEqual(['Unit', 'Service', 'Install']);
    expect(lines.filter((line) => !/^\[\w+\]$|^[A-Z]\w+=.+$/.test(line))).toEqual([]);
  });

  it('starts what the build makes, as the user and with the file that the page tells of', () => {
    const [program, entry = ''] = value('Service', 'ExecStart').split(' ');
    expect(program).toMatch(/^\/.*\/node$/);
    expect(existsSync(join(root, entry.replace('/opt/nectr/', '')))).toBe(true);
    const user = value('Service', 'User');
    expect(commandOf('sudo useradd').split(' ').at(-1)).toBe(user);
    expect(commandOf('sudo useradd')).toContain(`--home-dir ${value('Service', 'WorkingDirectory')} `);
    expect(value('Service', 'WorkingDirectory')).toBe(`/var/lib/${value('Service', 'StateDirectory')}`);
    expect(commandOf('sudo install').split(' ').at(-1)).toBe(value('Service', 'EnvironmentFile'));
    expect(commandOf('sudo cp')).toBe(`sudo cp ${UNIT} /etc/systemd/system/`);
    expect(commandOf('sudo systemctl enable')).toContain(' nectr');
    expect(commandOf('sudo journalctl')).toContain('-u nectr');
  });

  it('gives server and worker longer than they take to end', () => {
    expect(Number(value('Service', 'TimeoutStopSec'))).toBeGreaterThanOrEqual(40);
    expect(value('Service', 'KillMode')).toBe('mixed');
  });
});

describe('what Docker is given', () => {
  const Compose = z.object({
    services: z.record(z.string(), z.object({ image: z.string().optional(), build: z.unknown().optional() })),
  });
  const dockerfile = readDocument(DOCKERFILE);

  it('is a compose file with what the command names', () => {
    const { services } = Compose.parse(load(readDocument(COMPOSE)));
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['nectr', 'postgres']));
    const compose = `docker compose --project-directory . -f ${COMPOSE}`;
    expect(commands.filter((command) => command.startsWith('docker compose ') && !command.startsWith(compose))).toEqual(
      [],
    );
    expect(readDocument('README.md')).toContain(commandOf(`${compose} up`));
    expect(commandOf(`${compose} exec nectr nectr backup`)).toContain(` /data/`);
    expect(readDocument(DOCKERFILE)).toMatch(/^VOLUME \/data$/m);
  });

  it('is an image with the port, the folder and the build of the commands', () => {
    expect(commandOf('docker build')).toContain(`-f ${DOCKERFILE} `);
    const [, port, volume] = / -p \d+:(\d+) -v \w+:(\S+) /.exec(commandOf('docker run')) ?? [];
    expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${port}\\b`, 'm'));
    expect(dockerfile).toMatch(new RegExp(`^VOLUME ${volume}$`, 'm'));
    expect(dockerfile).toMatch(/^USER node$/m);
    const [, image] = / -t (\S+) /.exec(commandOf('docker build')) ?? [];
    expect(commandOf('docker run').split(' ').at(-1)).toBe(image);
  });
});

describe('what Kubernetes is given', () => {
  const Probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
  const Container = z.object({
    image: z.string(),
    envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })),
    env: z.array(z.object({ name: z.string(), value: z.string() })),
    ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
    livenessProbe: Probe,
    readinessProbe: Probe.optional(),
    volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
  });
  const Deployment = z.object({
    kind: z.literal('Deployment'),
    metadata: z.object({ name: z.string() }),
    spec: z.object({
      selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
      template: z.object({
        metadata: z.object({ labels: z.record(z.string(), z.string()) }),
        spec: z.object({
          terminationGracePeriodSeconds: z.number(),
          containers: z.tuple([Container]),
          volumes: z.array(z.object({ name: z.string() })),
        }),
      }),
    }),
  });
  const Service = z.object({
    kind: z.literal('Service'),
    spec: z.object({
      selector: z.record(z.string(), z.string()),
      ports: z.array(z.object({ targetPort: z.string() })),
    }),
  });
  const objects = z.array(z.union([Deployment, Service])).parse(loadAll(readDocument(MANIFEST)));
  const deployments = objects.filter((each) => each.kind === 'Deployment');

  it.each(deployments.map((each) => [each.metadata.name, each] as const))('has %s', (name, { spec }) => {
    const [container] = spec.template.spec.containers;
    const { role } = spec.template.metadata.labels;
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
    expect(name).toBe(`nectr-${role}`);
    expect(container.env).toEqual([{ name: 'ROLE', value: role }]);
    expect(environmentSchema.shape.ROLE.parse(role)).toBe(role);
    expect(container.ports.map((port) => port.name)).toContain(container.livenessProbe.httpGet.port);
    expect(container.livenessProbe.httpGet.path).toBe('/livez');
    expect(container.volumeMounts.map((mount) => mount.name)).toEqual(
      spec.template.spec.volumes.map((one) => one.name),
    );
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(40);
    expect(commandOf('kubectl create secret')).toContain(` ${container.envFrom[0]?.secretRef.name} --from-env-file=`);
    expect(commandOf('docker build')).toContain(` -t ${container.image} `);
  });

  it('has web and worker, and leads to the web', () => {
    const [service] = objects.filter((each) => each.kind === 'Service');
    const web = deployments.find(({ metadata }) => commandOf('kubectl rollout').endsWith(`/${metadata.name}`));
    expect(deployments).toHaveLength(2);
    expect(service?.spec.selector).toEqual(web?.spec.template.metadata.labels);
    const [container] = web?.spec.template.spec.containers ?? [];
    expect(container?.ports.map(({ name }) => name)).toContain(service?.spec.ports[0]?.targetPort);
    expect(container?.readinessProbe?.httpGet.path).toBe('/readyz');
    expect(commandOf('kubectl apply')).toBe(`kubectl apply -f ${MANIFEST}`);
    for (const { metadata } of deployments)
      expect(commandOf('kubectl scale').split(' ')).toContain(`deployment/${metadata.name}`);
    expect(commandOf('kubectl exec')).toContain(` deployment/${web?.metadata.name} `);
    expect(commandOf('kubectl exec')).toContain(` ${container?.volumeMounts[0]?.mountPath}/`);
  });
});
