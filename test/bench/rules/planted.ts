import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from '../../review/analyzers/analyzed-file.js';

const run = promisify(execFile);

/** A fault that was planted for people to learn from: line of the file, and which rules tell it. */
type Fault = readonly [path: string, line: number, rule: RegExp];

interface Application {
  name: string;
  url: string;
  commit: string;
  faults: readonly Fault[];
}

const VIEWS = 'introduction/views.py';
const MITRE = 'introduction/mitre.py';
const AUTH = 'dockerized_labs/broken_auth_lab/app.py';
const EXPOSED = 'dockerized_labs/sensitive_data_exposure/sensitive_data_lab/settings.py';

/**
 * Read by hand at these commits; what no line shows (a missing check of rights, a stored plain password) is left out.
 */
const APPLICATIONS: readonly Application[] = [
  {
    name: 'NodeGoat',
    url: 'https://github.com/OWASP/NodeGoat',
    commit: 'c5cb68a7084e4ae7dcc60e6a98768720a81841e8',
    faults: [
      ['app/routes/contributions.js', 32, /eval/],
      ['app/routes/contributions.js', 33, /eval/],
      ['app/routes/contributions.js', 34, /eval/],
      ['app/routes/index.js', 72, /redirect/],
      ['app/routes/research.js', 16, /ssrf/],
      ['app/routes/profile.js', 59, /backtrack|redos|regex|quantifier/],
      ['app/data/allocations-dao.js', 78, /nosql/],
      ['server.js', 78, /cookie|session/],
      ['server.js', 137, /escape/],
      ['config/env/all.js', 8, /secret/],
      ['artifacts/cert/server.key', 1, /private-key/],
    ],
  },
  {
    name: 'pygoat',
    url: 'https://github.com/adeyosemanputra/pygoat',
    commit: '19d17cc8874861142b330636d068bbde54e86b85',
    faults: [
      [VIEWS, 162, /sql/],
      [VIEWS, 214, /deserial|pickle/],
      [VIEWS, 259, /xxe|xml/],
      [VIEWS, 291, /cookie/],
      [VIEWS, 305, /cookie/],
      [VIEWS, 319, /cookie/],
      [VIEWS, 430, /command/],
      [VIEWS, 460, /eval/],
      [VIEWS, 560, /yaml/],
      [VIEWS, 588, /eval/],
      [VIEWS, 878, /sql/],
      [VIEWS, 927, /path/],
      [VIEWS, 963, /ssrf/],
      [VIEWS, 1026, /hash/],
      [MITRE, 161, /hash/],
      [MITRE, 169, /secret|jwt/],
      [MITRE, 182, /secret|jwt/],
      [MITRE, 194, /secret|jwt/],
      [MITRE, 218, /eval/],
      [MITRE, 233, /command/],
      ['introduction/playground/ssrf/main.py', 8, /path/],
      ['dockerized_labs/insec_des_lab/main.py', 36, /deserial|pickle/],
      ['pygoat/settings.py', 25, /secret/],
      ['pygoat/settings.py', 30, /debug/],
      [EXPOSED, 8, /secret/],
      [EXPOSED, 11, /debug/],
      [AUTH, 8, /secret/],
      [AUTH, 86, /hash/],
      [AUTH, 123, /debug/],
    ],
  },
];
/** A statement may begin above the line, or end below. */
const NEAR = 3;

/**
 * Applications that were made vulnerable on purpose: what the rules find of it, as certain and as a lead. `cache`:
 * where clones lie or go.
 */
export async function planted(cache: string): Promise<void> {
  for (const application of APPLICATIONS) {
    const folder = await checkedOut(application, join(cache, 'planted', application.name)).catch((error: unknown) => {
      console.log(`${application.name}: not measured, ${String(error).split('\n')[0]}`);
      return null;
    });
    if (folder === null) continue;
    const found = { certain: 0, lead: 0 };
    for (const [path, line, rule] of application.faults) {
      const tier = await tierAt(folder, path, line, rule);
      if (tier === null) console.log(`  missed ${path}:${line} ${rule.source}`);
      else found[tier] += 1;
    }
    console.log(
      `${application.name}: ${found.certain + found.lead} of ${application.faults.length} found (${found.certain} certain, ${found.lead} as leads)`,
    );
  }
}

async function checkedOut({ url, commit }: Application, folder: string): Promise<string> {
  const known = await stat(folder).catch(() => null);
  if (!known) await run('git', ['clone', '--quiet', url, folder], { timeout: 120_000 });
  await run('git', ['-C', folder, 'checkout', '--quiet', commit]);
  return folder;
}

async function tierAt(folder: string, path: string, line: number, rule: RegExp): Promise<'certain' | 'lead' | null> {
  const claims = await runFileAnalyzers(analyzedFile(path, await readFile(join(folder, path), 'utf8')));
  const near = claims.filter((claim) => Math.abs(claim.line - line) <= NEAR && rule.test(claim.rule));
  if (near.length === 0) return null;
  return near.some(({ tier }) => tier !== 'lead') ? 'certain' : 'lead';
}
