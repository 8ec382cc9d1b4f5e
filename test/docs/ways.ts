/** A command of the documents, and how it is known to work. */
export type Way =
  /** Runs on the stage and ends with 0. `exported`: with what stands in the `.env` in its environment. */
  | { kind: 'runs'; prints?: RegExp; input?: string; exported?: true }
  /** Runs until it is ended: it answers `/livez`, and ends with 0. */
  | { kind: 'lives' }
  /** Cannot run here, for this reason. `by` is a file that runs it or checks it, where `shows` is found. */
  | { kind: 'elsewhere'; why: string; by: string; shows: RegExp }
  /** Takes minutes, or works on this very checkout: its script is there, and so is what that starts. */
  | { kind: 'script'; why: string };

const runs = (more: Omit<Extract<Way, { kind: 'runs' }>, 'kind'> = {}): Way => ({ kind: 'runs', ...more });
const elsewhere = (why: string, by: string, shows: RegExp): Way => ({ kind: 'elsewhere', why, by, shows });

const INSTALLS = 'installs into this very checkout';
const ROOT = 'changes the machine, as root';
const DOCKER = 'there is no Docker here';
const CLUSTER = 'there is no cluster here';
const ASKS = 'asks on a terminal, or in a browser';
const TAKES = 'takes minutes';
const PSQL = 'its tools need not be on this machine';

/**
 * All that is not simply run and ends with 0. The first pattern that fits counts; documents are named only where the
 * same words mean another thing.
 */
export const ways: readonly (readonly [pattern: RegExp, way: Way, document?: RegExp])[] = [
  // --- the command line ---------------------------------------------------------------------------------------------
  [
    /^nectr review .*--require-claude/,
    elsewhere('the stage has no Claude', 'test/e2e/review-cli.test.ts', /--require-claude/),
  ],
  [
    /^npx nectr review HEAD~1\.\.HEAD --dry-run$/,
    runs({ prints: /nothing was sent.*Cost: .* if Claude answers at once/s }),
  ],
  [/^(npx )?nectr review$/, runs({ prints: /src\/a\.ts|2 of 2 files/ })],
  [/^nectr config schema$/, runs({ prints: /"min_severity"/ })],
  [/^nectr config reference$/, runs({ prints: /\| `enabled`/ })],
  [/^nectr rules$/, runs({ prints: /js\/eval/ })],
  [/^nectr skill$/, runs({ prints: /Working with Nectr/ })],
  [/^(npx )?nectr replay --last 3$/, runs({ prints: /3/ })],
  [/^nectr replay --ledger$/, runs({ prints: /js\/loose/, exported: true })],
  [/^(npx )?nectr doctor( --json)?$/, runs({ prints: /webhook/ })],
  [/^npx nectr doctor --app-link /, runs({ prints: /\/organizations\/acme\/settings\/apps\/new\?/ })],
  [/^(npx )?nectr events list --status failed$/, runs()],
  [/^nectr events redrive --failed$/, runs()],
  [/^nectr events status$/, runs({ prints: /js\/loose/ })],
  [/^nectr graph status$/, runs({ prints: /acme\/shop/ })],
  [/^nectr graph show acme\/shop src\/a\.ts$/, runs({ prints: /src\/a\.ts/ })],
  [/^nectr memories list --repo acme\/shop$/, runs({ prints: /M1.*One is a rule of ours|One is a rule of ours.*M1/s })],
  [/^nectr memories export --repo acme\/shop$/, runs({ prints: /^memories:/m })],
  [/^nectr memories why F3 --pull 12 --repo acme\/shop$/, runs({ prints: /F3/ })],
  [/^(npx )?nectr migrate$/, runs({ prints: /up to date/ })],
  [/^npx nectr backup drill\.backup/, runs({ prints: /rows of \d+ tables/ })],
  [/^env -u DATABASE_URL NECTR_DATA=/, runs({ prints: /rows of \d+ tables/ })],
  [/^(npx )?nectr restore nectr\.backup --check/, runs({ prints: /rows|archive|schema/ })],
  [/^nectr workflows secrets set DEPLOY_TOKEN/, runs({ input: 'a-value-of-ours\n' })],
  [/^nectr workflows secrets list/, runs({ prints: /DEPLOY_TOKEN/ })],
  [/^nectr workflows check /, runs({ prints: /size/i })],
  [/^nectr api /, runs({ prints: /"pr_number": ?12/ })],
  [/^nectr login https:/, runs({ prints: /Signed in at .* as acme/ })],
  [/^npx nectr setup$/, elsewhere(ASKS, 'test/e2e/setup-cli.test.ts', /nectr\('setup'\)/)],
  [/^npx nectr setup --existing$/, elsewhere(ASKS, 'test/e2e/setup-cli.test.ts', /'--app-id', '4711'/)],
  [/^npx nectr setup --link$/, elsewhere(ASKS, 'test/e2e/setup-cli.test.ts', /nectr\('setup', '--link'\)/)],
  [/^npx nectr setup --reset$/, elsewhere(ASKS, 'test/e2e/setup-cli.test.ts', /nectr\('setup', '--reset'\)/)],
  [/^ROLE=web npx nectr start$/, { kind: 'lives' }],
  [/^ROLE=worker npx nectr worker$/, { kind: 'lives' }],
  [/^(npx )?nectr /, runs()],
  // --- npm ----------------------------------------------------------------------------------------------------------
  [/^npm ci$/, elsewhere(INSTALLS, '.ci/run', /^npm ci /m)],
  [/^npm run build$/, elsewhere(INSTALLS, '.ci/run', /^npm run -s build /m)],
  [/^npm start$/, elsewhere('the stage of this test is started so', 'test/docs/docs-stage.ts', /scripts\.start/)],
  [/^npm run demo$/, elsewhere(TAKES, 'test/e2e/demo-doctor.test.ts', /'demo', '--keep'/)],
  [/^npm run demo -- --repo \.\.\/your-repository --last 3$/, elsewhere(TAKES, '.ci/run', /demo --repo \. --last \d+/)],
  [
    /^npm (test|run lint|run test:\w+)$/,
    elsewhere(TAKES, '.ci/run', /npm run -s lint[\s\S]*for part in test test:e2e test:faults test:pages/),
  ],
  [/^npm run (bench|chaos)( |$)/, { kind: 'script', why: TAKES }],
  [/^npm run (coverage|conformance|golden|dev|dev:dashboard|pictures)$/, { kind: 'script', why: TAKES }],
  // --- machines of others -------------------------------------------------------------------------------------------
  [
    /^sudo (useradd|install|cp|systemctl|journalctl|systemd-run) /,
    elsewhere(ROOT, 'test/docs/deploy.test.ts', /nectr\.service/),
  ],
  [/^docker compose /, elsewhere(DOCKER, 'test/docs/deploy.test.ts', /compose\.yml/)],
  [/^docker (build|run) /, elsewhere(DOCKER, 'test/docs/deploy.test.ts', /Dockerfile/)],
  [/^kubectl /, elsewhere(CLUSTER, 'test/docs/deploy.test.ts', /kubernetes\.yml/)],
  [/^(npm prune|zip) /, elsewhere(INSTALLS, 'test/e2e/lambda.test.ts', /dist\/src\/lambda\.js/)],
  [/ psql "\$DATABASE_URL"$/, elsewhere(PSQL, 'test/docs/commands.test.ts', /app\.scope=system/)],
  [/ pg_dump --enable-row-security /, elsewhere(PSQL, 'test/operations/backup.test.ts', /pg_dump/)],
  // --- the API ------------------------------------------------------------------------------------------------------
  [
    /^(export NECTR=|curl |BODY=|SIGNATURE=)/,
    elsewhere('needs what it names', 'test/api/documented-examples.test.ts', /docs\/api\.md/),
    /api\.md$/,
  ],
  // --- what a shell has ---------------------------------------------------------------------------------------------
  [/^openssl rand -hex 32$/, runs({ prints: /^[\da-f]{64}$/m })],
  [/^curl -sf http:\/\/localhost:3000\/(livez|readyz)$/, runs({ prints: /"status":"ok"/ })],
  [/^curl -sf http:\/\/localhost:9464\/metrics$/, runs({ prints: /^nectr_\w+/m })],
  [/^gunzip -c archive\/7\//, runs({ prints: /run:1/ })],
  [/^rm -r drill drill\.backup$/, runs()],
];

/** How a command of a document is known to work; null: nobody has said. */
export function wayOf(document: string, command: string): Way | null {
  return ways.find(([pattern, , of]) => pattern.test(command) && (of?.test(document) ?? true))?.[1] ?? null;
}
