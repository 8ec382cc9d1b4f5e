import { join } from 'node:path';
import { createDataSource } from '../../database/data-source.js';
import { connectEmbedded } from '../../database/embedded/embedded-postgres.js';
import { JONAS, MAYA, PRIYA, TOM } from '../../sandbox/demo-repository/demo-authors.js';
import { createDemoRepository, type DemoRepository } from '../../sandbox/demo-repository.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { sendRepository } from '../../sandbox/send-repository.js';
import { seedPast } from '../../sandbox/seed-past.js';
import { packageFolder } from '../../version.js';
import { buildStage } from './demo-stage.js';
import { seedReviewedPast } from './reviewed-past.js';
import { printReview } from '../print-review.js';
import { untilKnown } from '../until-known.js';
import { untilOutcome } from '../until-outcome.js';

/** Long for the rules alone; Claude may take minutes. */
const DEADLINE_MS = 600_000;
const KNOWN_WITHIN_MS = 60_000;

const SIGN_IN = `sign in as acme, who owns the repository (${MAYA.login} may write, ${TOM.login} may read; others see nothing)`;
/** What the people of the sample may do, so that the dashboard can be seen with other eyes; others see nothing. */
const TEAM = [
  [MAYA.login, 'write'],
  [JONAS.login, 'write'],
  [PRIYA.login, 'write'],
  [TOM.login, 'read'],
] as const;

/** Reviews the sample pull request and prints what its author sees. Returns whether it got its outcome. */
export async function demoOfSample({ keep, dashboard }: { keep: boolean; dashboard: boolean }): Promise<boolean> {
  const from = performance.now();
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say('Starting PostgreSQL, the server and a GitHub on this machine …');
  const stage = await buildStage();
  const { sandbox } = stage;
  try {
    const sample = await createDemoRepository(join(stage.folder, 'repository'));
    const installation = await sandbox.install({ account: 'acme', deliver: true });
    const repository = sandbox.addRepository({
      installationId: installation.id,
      name: 'orchard',
      folder: sample.folder,
      defaultBranch: sample.defaultBranch,
    });
    for (const [login, role] of TEAM) repository.collaborators.set(login, role);
    for (const issue of sample.issues) sandbox.openIssue(repository, issue);
    await seedPast(sandbox, repository, sample, new Date());
    const [reviewed, ...others] = sample.pulls;
    if (!reviewed) throw new Error('the sample repository has no pull request');
    for (const other of others) await sandbox.openPull(repository, { ...other, deliver: false });
    await sendRepository(sandbox, 'added', repository);
    say(`The App is given ${repository.owner.login}/${repository.name}: it reads its files and its pull requests …`);
    if (!(await untilKnown(join(stage.folder, '.nectr'), KNOWN_WITHIN_MS)))
      say('They are not read yet: the review goes on without them.');
    if (dashboard) await seedLedger(join(stage.folder, '.nectr'), sample, sandbox);
    const pull = await sandbox.openPull(repository, reviewed);
    say(`#${pull.number} "${reviewed.title}" is opened: a signed delivery is on its way …\n`);
    const outcome = await untilOutcome(repository, pull.number, DEADLINE_MS);
    if (outcome === null) {
      say(`No outcome within ${DEADLINE_MS / 1000} s: see ${join(stage.folder, 'server.log')}`);
      return false;
    }
    say(printReview(repository, pull));
    say(
      `\n${outcome.conclusion} after ${((performance.now() - from) / 1000).toFixed(1)} s, start of PostgreSQL included.`,
    );
    if (keep) {
      const page = `${sandbox.url}/${repository.owner.login}/${repository.name}/pull/${pull.number}`;
      await keepRunning({ page, folder: stage.folder, port: stage.port, dashboard });
    }
    return true;
  } finally {
    await stage.stop();
  }
}

/** The half year that a team would have behind it. */
async function seedLedger(dataFolder: string, { past }: Pick<DemoRepository, 'past'>, sandbox: Sandbox): Promise<void> {
  const url = await connectEmbedded(dataFolder);
  if (url === null) throw new Error('the database of the demo is gone');
  const source = createDataSource({ scope: 'system', url, poolSize: 1, applicationName: 'nectr demo' });
  await source.initialize();
  try {
    await seedReviewedPast(source, { fullName: 'acme/orchard', past, now: new Date() }, sandbox);
  } finally {
    await source.destroy();
  }
}

interface Kept {
  /** The address of the pull request. */
  page: string;
  /** Where the server keeps its data. */
  folder: string;
  /** Where it listens. */
  port: number;
  dashboard: boolean;
}

async function keepRunning({ page, folder, port, dashboard }: Kept): Promise<void> {
  const inFolder = (command: string) =>
    `(cd ${quoted(folder)} && ${quoted(join(packageFolder, 'src', 'nectr.mjs'))} ${command})`;
  const open = `http://localhost:${port}`;
  const lines = [
    ...(dashboard ? [`The dashboard, on a past of 60 pull requests: ${open}; ${SIGN_IN}`] : []),
    `Running until Ctrl-C. The pull request, with a form to comment: ${page}`,
    `From a terminal: curl -d 'body=/nectr help' ${page}`,
    ...(dashboard ? [] : [`Nectr itself: ${open}; ${SIGN_IN}`]),
    `What it remembers, in another terminal: ${inFolder('memories list --repo acme/orchard')}`,
    `Whether all is well: ${inFolder('doctor')}`,
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

/** A path as a word of a shell, from wherever it is typed. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
