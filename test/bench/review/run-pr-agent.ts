import { execFileSync, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';

export interface PrAgent {
  version: string;
  python: string;
  /** Vocabularies that it would load from the internet otherwise. */
  vocabularies: string;
}

/** PR-Agent as pip installed it for this Python (`pip install 'pr-agent[github]'`). Throws if it is not there. */
export function findPrAgent(python: string): PrAgent {
  const script = `import importlib.metadata as m, os, github, pr_agent, litellm
print(m.version('pr-agent')); print(os.path.join(os.path.dirname(litellm.__file__), 'litellm_core_utils', 'tokenizers'))`;
  const env = { PATH: process.env['PATH'], LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
  const [version = '', vocabularies = ''] = execFileSync(python, ['-c', script], { encoding: 'utf8', env })
    .trim()
    .split('\n')
    .slice(-2);
  return { version, python, vocabularies };
}

/**
 * One `review` of PR-Agent on a pull request, with its own defaults. Returns how long its process lived and the most
 * memory it had (GNU time says so). Throws with the end of its log if it fails.
 */
export async function runPrAgent(
  { python, vocabularies }: PrAgent,
  target: { pullUrl: string; apiUrl: string; token: string; modelUrl: string; home: string },
): Promise<{ ms: number; peakBytes: number }> {
  const env = {
    PATH: `${dirname(python)}:/usr/bin:/bin`,
    HOME: target.home,
    GITHUB__BASE_URL: target.apiUrl,
    GITHUB__USER_TOKEN: target.token,
    CONFIG__MODEL: 'anthropic/claude-sonnet-5-5',
    CONFIG__FALLBACK_MODELS: '[]',
    ANTHROPIC__KEY: 'sk-ant-bench-000000',
    ANTHROPIC_API_BASE: target.modelUrl,
    TIKTOKEN_CACHE_DIR: vocabularies,
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
  };
  const report = join(target.home, 'time');
  const command = ['-f', '%M', '-o', report, python, '-m', 'pr_agent.cli', '--pr_url', target.pullUrl, 'review'];
  const from = performance.now();
  const child = spawn('/usr/bin/time', command, { cwd: target.home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (log += text.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`PR-Agent ended with ${code}:\n${log.slice(-2000)}`);
  const kilobytes = execFileSync('tail', ['-1', report], { encoding: 'utf8' });
  return { ms: performance.now() - from, peakBytes: Number(kilobytes) * 1024 };
}
