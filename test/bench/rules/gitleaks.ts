import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { analyzeSecrets } from '../../../src/review/analyzers/secrets/analyze-secrets.js';
import { analyzedFile } from '../../review/analyzers/analyzed-file.js';

const run = promisify(execFile);
const MODULE = 'github.com/zricethezav/gitleaks/v8';
const VERSION = 'v8.30.1';
const PRINTER = new URL('print-samples.go', import.meta.url).pathname;
/** Samples have no names of files; where a form depends on one, it is that of settings. */
const PATH = 'settings/sample.txt';

interface Sample {
  /** A provider's format, in gitleaks' words. */
  rule: string;
  path: string;
  text: string;
  found: boolean;
}

interface Provider {
  samples: number;
  found: number;
  certain: number;
}

/**
 * Looks for secrets in the samples that gitleaks' rules (MIT) are checked with, and prints per provider what is missed,
 * and which of the samples without a secret are found. A provider counts as found where half of its samples are: they
 * are one secret in 26 forms. The samples are made by gitleaks' own code, in `cache`; none is kept in this repository.
 * Where Go or the module is not to be had it says so.
 */
export async function gitleaks(cache: string): Promise<void> {
  const samples = await samplesIn(join(cache, `gitleaks-${VERSION}`)).catch((error: unknown) => {
    console.log(`gitleaks: not measured, ${String(error).split('\n')[0]}`);
    return null;
  });
  if (samples === null) return;
  const providers = new Map<string, Provider>();
  let [certainlyWrong, wrongLeads, without] = [0, 0, 0];
  for (const { rule, path, text, found } of samples) {
    const claims = analyzeSecrets(analyzedFile(path || PATH, text));
    const isCertain = claims.some(({ tier }) => tier !== 'lead');
    if (found) {
      const known = providers.get(rule) ?? { samples: 0, found: 0, certain: 0 };
      known.samples += 1;
      known.found += Number(claims.length > 0);
      known.certain += Number(isCertain);
      providers.set(rule, known);
      continue;
    }
    without += 1;
    if (claims.length === 0) continue;
    if (isCertain) certainlyWrong += 1;
    else wrongLeads += 1;
    console.log(`  wrong: ${claims.map((claim) => `${claim.rule} (${claim.tier ?? 'certain'})`).join()} for ${rule}`);
  }
  const all = [...providers.values()];
  for (const [rule, { found, samples: count }] of providers)
    if (found * 2 < count) console.log(`  missed: ${rule}, ${found} of ${count} samples`);
  console.log(
    `gitleaks: ${all.filter((one) => one.found * 2 >= one.samples).length} of ${all.length} providers found (at least 170 is the aim), ` +
      `${all.filter((one) => one.certain * 2 >= one.samples).length} as certain; ${certainlyWrong + wrongLeads} of ${without} ` +
      `samples without a secret wrong (at most 40), ${certainlyWrong} as certain`,
  );
}

async function samplesIn(folder: string): Promise<Sample[]> {
  const file = join(folder, 'samples.jsonl');
  if (!(await stat(file).catch(() => null))) await makeSamples(folder, file);
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Sample);
}

/** The first time takes two minutes: the module and what it needs are downloaded and built. */
async function makeSamples(folder: string, file: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { stdout } = await run('go', ['mod', 'download', '-json', `${MODULE}@${VERSION}`], { cwd: folder });
  const source = join(folder, 'source');
  await cp((JSON.parse(stdout) as { Dir: string }).Dir, source, { recursive: true });
  await run('chmod', ['-R', 'u+w', source]);
  await copyFile(PRINTER, join(source, 'cmd/generate/config/utils/validate.go'));
  const cwd = join(source, 'cmd/generate/config');
  const made = await run('go', ['run', '.', '/dev/null'], { cwd, maxBuffer: 64 * 1024 * 1024 });
  await writeFile(file, made.stdout);
}
