import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/review/ask/tools/report-finding.js';
import { SECRET_RULES } from '../../src/review/analyzers/secrets/rules.js';
import { matchSecrets } from '../../src/review/analyzers/secrets/find-secrets.js';
import type { Issue } from '../../src/sandbox/types.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { commitFiles } from '../commit-files.js';
import { readCases } from '../review/analyzers/cases/read-cases.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** One credential of each kind, and a text in which its rule finds it. */
const canaries = SECRET_RULES.map(({ id }) => {
  const hit = readCases('secrets.yml').find(({ rule, hit: wanted }) => rule === id && wanted);
  if (!hit) throw new Error(`${id} has no case`);
  const [match] = matchSecrets(hit.text);
  if (match?.rule.id !== id) throw new Error(`${id} is not found in its case`);
  return { id, text: hit.text, value: hit.text.slice(match.start, match.end) };
});
const pasted = canaries.map(({ text }) => text).join('\n');
const LEAK = 'src/orders/leak.ts';

let flow: Flow;
let claude: ScriptedAnthropic;
let issue: Issue;

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: 'sk-ant-canary-000000', ANTHROPIC_BASE_URL: claude.url } });
  flow.repository.collaborators.set('dora', 'write');
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

const report = (over: Partial<Report>) => ({
  type: 'tool_use' as const,
  name: 'report_finding',
  input: {
    path: LEAK,
    line: 1,
    start_line: null,
    quote: '',
    severity: 'should-fix',
    category: 'quality',
    title: `Remove ${pasted.split('\n')[0]}`,
    why: `It holds ${pasted}`,
    how_verified: `Read ${pasted}`,
    symbols: [],
    replacement: null,
    also: [],
    ...over,
  } satisfies Report,
});

/** Every table of every schema, partitions too, as text: what a copy of the database gives away. */
async function stored(): Promise<Map<string, string>> {
  const tables: { name: string }[] = await flow.source.query(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows: { text: string }[] = await flow.source.query(`SELECT t::text AS text FROM ${name} t`);
    // Twice escaped, as a JSON text in a row of text is.
    texts.set(name, rows.map(({ text }) => text.replaceAll('\\\\', '\\')).join('\n'));
  }
  return texts;
}

describe('what a pull request, its comments and the model say', () => {
  it('is worked on', async () => {
    const head = commitFiles(flow.demo.folder, await headOf(), { [LEAK]: `${pasted}\nexport const last = 1;\n` });
    claude.setScript(({ messages }) =>
      messages.length === 1
        ? {
            content: [
              report({ line: 1, quote: pasted.split('\n')[0] ?? '' }),
              report({ line: 99, quote: 'export const last = 1;' }),
            ],
          }
        : {
            content: [{ type: 'text', text: JSON.stringify({ summary: pasted, risk: 'medium', unmet_criteria: [] }) }],
          },
    );
    const [pull] = flow.demo.pulls;
    if (!pull) throw new Error('the demo has no pull request');
    issue = await flow.sandbox.openPull(flow.repository, {
      ...pull,
      head,
      title: `Leak ${canaries[0]?.value}`,
      body: pasted,
    });
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ status: 'completed', outcome: 'reviewed' }]);
    await flow.sandbox.comment(flow.repository, issue.number, 'dora', pasted);
    await flow.sandbox.comment(
      flow.repository,
      issue.number,
      'dora',
      `/nectr dismiss F1 wrong fact: ${pasted.split('\n')[1]}`,
    );
    await flow.untilEnded(issue.number, 2);
  });

  it('lies in no table of any schema with a credential in it', async () => {
    const texts = await stored();
    for (const name of ['events', 'findings', 'reviews', 'execution_logs', 'review_checkpoints', 'pull_requests'])
      expect(texts.get(`public.${name}`), name).not.toBe('');
    expect(texts.get('dbos.operation_outputs')).toContain('[masked]');
    const found = canaries.flatMap(({ id, value }) =>
      [...texts].filter(([, text]) => text.includes(value)).map(([table]) => `${id} in ${table}`),
    );
    expect(found).toEqual([]);
  });

  it('is still found where it stands', async () => {
    const rows: { rule: string; line: number; quote: string }[] = await flow.source.query(
      'SELECT rule, line, quote FROM findings WHERE path = $1 ORDER BY line',
      [LEAK],
    );
    const lines = `${pasted}\n`.split('\n');
    const told = rows.filter(({ rule }) => rule.startsWith('secrets/'));
    expect(told.length).toBeGreaterThan(12);
    for (const { line, quote } of told) {
      expect(quote).toContain('[masked]');
      expect(matchSecrets(lines.slice(Math.max(0, line - 3), line).join('\n')).length).toBeGreaterThan(0);
    }
  });

  it('is told once: a later round finds what it told by the masked lines', async () => {
    const before = await handles();
    const head = commitFiles(flow.demo.folder, issue.pull?.head.sha ?? '', {
      [LEAK]: `// moved\n${pasted}\nexport const last = 1;\n`,
    });
    await flow.sandbox.push(flow.repository, issue.number, head);
    await flow.untilEnded(issue.number, 3);
    expect(await handles()).toEqual(before);
  });
});

async function headOf(): Promise<string> {
  const opened = await flow.openPull({ deliver: false });
  return opened.pull?.head.sha ?? '';
}

async function handles(): Promise<unknown[]> {
  return flow.source.query(`SELECT handle, rule, state FROM findings WHERE path = $1 ORDER BY handle`, [LEAK]);
}
