import { z } from 'zod';
import type { ToolResult } from './tool-result.js';

/** Looked into no further than it is read: a list may have a million entries. */
const List = z.custom<readonly unknown[]>((value) => Array.isArray(value));
const Names = z.custom<Readonly<Record<string, unknown>>>((value) => typeof value === 'object' && value !== null);
const Message = z.object({ text: z.string().optional(), markdown: z.string().optional(), id: z.string().optional() });
const Properties = z.object({
  'security-severity': z.union([z.string(), z.number()]).optional().catch(undefined),
  tags: List.optional().catch(undefined),
});
const Level = z.enum(['none', 'note', 'warning', 'error']);
const Rule = z.object({
  id: z.string().optional(),
  shortDescription: Message.optional().catch(undefined),
  messageStrings: Names.optional().catch(undefined),
  defaultConfiguration: z
    .object({ level: Level.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  properties: Properties.optional().catch(undefined),
});
const Location = z.object({
  physicalLocation: z.object({
    artifactLocation: z.object({ uri: z.string() }),
    region: z.object({ startLine: z.number().int().positive(), endLine: z.number().int().positive().optional() }),
  }),
});
const Result = z.object({
  ruleId: z.string().optional(),
  ruleIndex: z.number().int().optional(),
  rule: z.object({ id: z.string().optional(), index: z.number().int().optional() }).optional().catch(undefined),
  kind: z.string().optional(),
  level: Level.optional().catch(undefined),
  baselineState: z.string().optional(),
  suppressions: List.nullish(),
  message: Message.catch({}),
  locations: List,
  properties: Properties.optional().catch(undefined),
});
const Run = z.object({
  tool: z.object({ driver: z.object({ name: z.string().min(1), rules: List.nullish() }) }),
  results: List.nullish(),
});
const Log = z.object({ version: z.string(), runs: List });

type Rule = z.output<typeof Rule>;
type Result = z.output<typeof Result>;

/** Above this a security fault must be fixed (GitHub's "high"). */
const HIGH = 7;
/** Of one log. */
const MOST_RUNS = 20;
const MOST_RULES = 5000;
const MOST_TAGS = 50;
/** What we said ourselves is known. */
const OURS = 'nectr';

/**
 * The results of a SARIF 2.1.0 log (OASIS) that speak of a fault at a line, `most` of them, with what its rules say of
 * severity and subject. What was suppressed or passed, and what we wrote ourselves, is left out; one result that is
 * broken takes no other along. Null: it is no SARIF log. `left` counts what is beyond `most`, broken ones included.
 */
export function parseSarif(value: unknown, most: number): { results: ToolResult[]; left: number } | null {
  const log = Log.safeParse(value);
  if (!log.success) return null;
  const results: ToolResult[] = [];
  let seen = 0;
  for (const each of log.data.runs.slice(0, MOST_RUNS)) {
    const run = Run.safeParse(each);
    if (!run.success || run.data.tool.driver.name.toLowerCase() === OURS) continue;
    const { driver } = run.data.tool;
    const ruleOf = createRules((driver.rules ?? []).slice(0, MOST_RULES));
    const items = run.data.results ?? [];
    for (const item of items.slice(0, Math.max(0, most - seen))) {
      const result = Result.safeParse(item);
      const read = result.success ? toolResult(driver.name, result.data, ruleOf) : null;
      if (read !== null) results.push(read);
    }
    seen += items.length;
  }
  return { results, left: Math.max(0, seen - most) };
}

type RuleOf = (id: string | undefined, index: number | undefined) => Rule | undefined;

/** A result names its rule by id or by index. */
function createRules(rules: readonly unknown[]): RuleOf {
  const byId = new Map(rules.map((rule) => [(rule as { id?: unknown } | null)?.id, rule]));
  return (id, index) => Rule.safeParse((id === undefined ? undefined : byId.get(id)) ?? rules[index ?? -1]).data;
}

function toolResult(tool: string, result: Result, ruleOf: RuleOf): ToolResult | null {
  const rule = ruleOf(result.ruleId ?? result.rule?.id, result.ruleIndex ?? result.rule?.index);
  const place = Location.safeParse(result.locations[0]);
  const isFault = (result.kind ?? 'fail') === 'fail' && !['absent', 'unchanged'].includes(result.baselineState ?? '');
  if (!place.success || !isFault || (result.suppressions ?? []).length > 0) return null;
  const { artifactLocation, region } = place.data.physicalLocation;
  const weighed = weigh(result, rule);
  if (weighed === null) return null;
  return {
    tool,
    rule: result.ruleId ?? result.rule?.id ?? rule?.id ?? 'unnamed',
    ...weighed,
    message: textOf(result, rule),
    path: pathOf(artifactLocation.uri),
    startLine: region.startLine,
    endLine: region.endLine ?? region.startLine,
  };
}

/** Null: the tool only informs. */
function weigh(result: Result, rule: Rule | undefined): Pick<ToolResult, 'severity' | 'category'> | null {
  const level = result.level ?? rule?.defaultConfiguration?.level ?? 'warning';
  const score = Number(result.properties?.['security-severity'] ?? rule?.properties?.['security-severity'] ?? NaN);
  const tags = [result, rule].flatMap((one) => (one?.properties?.tags ?? []).slice(0, MOST_TAGS));
  if (level === 'none') return null;
  return weighing(level, score, tags);
}

/** What a tool's level, its score of security (0 to 10, or NaN) and its tags are in our words. */
export function weighing(
  level: 'note' | 'warning' | 'error',
  score: number,
  tags: readonly unknown[],
): Pick<ToolResult, 'severity' | 'category'> {
  const tagged = (name: string) => tags.some((tag) => String(tag).toLowerCase() === name);
  const isSecurity = !Number.isNaN(score) || tagged('security');
  return {
    severity: score >= HIGH ? 'must-fix' : level === 'note' && Number.isNaN(score) ? 'minor' : 'should-fix',
    category: isSecurity
      ? 'security'
      : tagged('performance')
        ? 'performance'
        : tagged('maintainability')
          ? 'quality'
          : 'bug',
  };
}

/** A message stands in the result, or in its rule by an id. */
function textOf({ message }: Result, rule: Rule | undefined): string {
  const named = message.id === undefined ? undefined : Message.safeParse(rule?.messageStrings?.[message.id]).data?.text;
  return message.text ?? named ?? message.markdown ?? rule?.shortDescription?.text ?? '';
}

/** A path of the repository, or with a slash in front one of the machine on which the tool ran. */
function pathOf(uri: string): string {
  const path = uri.replace(/^file:\/\/[^/]*/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
