import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Node } from 'web-tree-sitter';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { parseSource } from '../../../src/syntax/parse-source.js';
import { analyzedFile } from '../../review/analyzers/analyzed-file.js';

const run = promisify(execFile);
const CACHE = new URL('../../../.bench-cache/gosec/', import.meta.url).pathname;

/** What its rules look for that ours look for too, by its number: https://github.com/securego/gosec#available-rules */
const SUBJECTS: Readonly<Record<string, RegExp>> = {
  G106: /ssh-host-key/,
  G107: /ssrf/,
  G201: /sql-injection/,
  G202: /sql-injection/,
  G203: /unescaped-html/,
  G204: /command-injection/,
  G304: /path-traversal/,
  G305: /zip-slip/,
  G402: /tls-verification/,
  G701: /sql-injection/,
  G702: /command-injection/,
  G703: /path-traversal/,
  G704: /ssrf/,
  G705: /reflected-html|unescaped-html/,
  G708: /text-template|template-injection/,
  G710: /open-redirect/,
};

/** Of a number that is about several things, the samples of ours. */
const ABOUT: Readonly<Record<string, RegExp>> = { G402: /InsecureSkipVerify/ };

interface Sample {
  files: string[];
  issues: number;
}

interface Count {
  bad: number;
  certain: number;
  lead: number;
  good: number;
  falseCertain: number;
  falseLead: number;
}

/**
 * Runs the rules over the samples of gosec (Apache-2.0, by the Go module proxy) and prints per subject how many of the
 * bad ones are found, as certain and as lead, and how many of the good ones are said to be bad. `args` may name
 * subjects, such as `G201`: then what is missed and what is false is printed too. Said so and left out where it cannot
 * be had.
 */
export async function benchGosec(args: string[]): Promise<void> {
  const folder = await fetchSamples().catch((error: unknown) => {
    console.log(`gosec: not measured, ${String(error).split('\n')[0]}`);
    return null;
  });
  if (folder === null) return;
  const names = args.filter((name) => Object.hasOwn(SUBJECTS, name));
  const all = newCount();
  for (const [subject, rules] of Object.entries(SUBJECTS)) {
    if (names.length > 0 && !names.includes(subject)) continue;
    const samples = await readSamples(join(folder, `${subject.toLowerCase()}_samples.go`));
    const count = newCount();
    const ours = samples.filter(({ files }) => files.some((text) => ABOUT[subject]?.test(text) ?? true));
    for (const sample of ours) await countSample(sample, rules, count, names.length > 0);
    console.log(`gosec ${subject}: ${said(count)}`);
    for (const key of Object.keys(count) as (keyof Count)[]) all[key] += count[key];
  }
  console.log(`gosec, all of our subjects: ${said(all)}`);
}

function newCount(): Count {
  return { bad: 0, certain: 0, lead: 0, good: 0, falseCertain: 0, falseLead: 0 };
}

function said({ bad, certain, lead, good, falseCertain, falseLead }: Count): string {
  return `of ${bad} bad ${certain + lead} found (${certain} certain, ${lead} as lead); of ${good} good ${falseCertain} wrong, ${falseLead} as lead`;
}

async function countSample({ files, issues }: Sample, rules: RegExp, count: Count, aloud: boolean): Promise<void> {
  const tiers = new Set<string>();
  for (const [index, text] of files.entries()) {
    for (const claim of await runFileAnalyzers(analyzedFile(`server/sample${index}.go`, text)))
      if (rules.test(claim.rule)) tiers.add(claim.tier ?? 'certain');
  }
  const found = tiers.has('certain') ? 'certain' : tiers.has('lead') ? 'lead' : null;
  if (issues > 0) {
    count.bad += 1;
    if (found) count[found] += 1;
  } else {
    count.good += 1;
    if (found) count[found === 'certain' ? 'falseCertain' : 'falseLead'] += 1;
  }
  if (aloud && issues > 0 !== (found !== null))
    console.log(`--- ${issues > 0 ? 'missed' : `wrong, ${found}`}\n${files.join('\n')}`);
}

/** `{[]string{`…`}, 1, gosec.NewConfig()}`: the texts of the files, and how many issues they have. */
async function readSamples(path: string): Promise<Sample[]> {
  const tree = await parseSource('go', await readFile(path, 'utf8'));
  try {
    return tree.rootNode.descendantsOfType('literal_value').flatMap((value) => {
      const [files, issues] = value.namedChildren.map((child) => child.namedChild(0));
      if (files?.type !== 'composite_literal' || issues?.type !== 'int_literal') return [];
      const texts = files.childForFieldName('body')?.namedChildren.map(textOf) ?? [];
      return [{ files: texts, issues: Number(issues.text) }];
    });
  } finally {
    tree.delete();
  }
}

function textOf(node: Node): string {
  if (node.type === 'raw_string_literal') return node.text.slice(1, -1);
  if (node.type === 'interpreted_string_literal') return JSON.parse(node.text) as string;
  return node.namedChildren.map(textOf).join('');
}

async function fetchSamples(): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const { stdout } = await run('go', ['mod', 'download', '-json', 'github.com/securego/gosec/v2@latest'], {
    cwd: CACHE,
  });
  const folder = join((JSON.parse(stdout) as { Dir: string }).Dir, 'testutils');
  await readdir(folder);
  return folder;
}
