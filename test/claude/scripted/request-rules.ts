import { invalid, WireError } from './wire-error.js';
import type { Request } from './wire-types.js';

type Loose = Record<string, unknown>;

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];
const FORBIDDEN_IN_SCHEMAS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'multipleOf'];

/**
 * What the API of version 2026-10-21 refuses on the 5.5 models, as far as this project can run into it: sampling
 * parameters, forced tools, disabled thinking, prefill, loose schemas, unpaired tool results, wrong breakpoints.
 * Throws WireError.
 */
export function checkRequest(body: unknown, models: readonly string[]): asserts body is Request {
  if (!isRecord(body)) throw invalid('body: Input should be an object');
  const { model, max_tokens: maxTokens } = body;
  if (typeof model !== 'string') throw invalid('model: Field required');
  if (!models.includes(model)) throw new WireError(404, 'not_found_error', `model: ${model}`);
  if (!Number.isInteger(maxTokens) || Number(maxTokens) < 1 || Number(maxTokens) > 128_000)
    throw invalid('max_tokens: Input should be between 1 and 128000');
  for (const name of ['temperature', 'top_p', 'top_k'])
    if (body[name] !== undefined) throw invalid(`${name}: this parameter is not supported`);
  checkThinking(body);
  checkTools(body);
  checkOutput(body);
  checkMessages(list(body['messages'], 'messages'));
  checkBreakpoints(body);
}

function checkThinking({ thinking }: Loose): void {
  if (isRecord(thinking) && thinking['type'] === 'disabled')
    throw invalid('thinking: this model always thinks; it cannot be disabled');
}

function checkTools({ tools = [], tool_choice: choice }: Loose): void {
  const names = new Set<unknown>();
  for (const [index, tool] of list(tools, 'tools').entries()) {
    const name = String(tool['name'] ?? '');
    if (!/^[\w-]{1,128}$/.test(name)) throw invalid(`tools.${index}.name: does not match ^[a-zA-Z0-9_-]{1,128}$`);
    if (names.has(name)) throw invalid('tools: Tool names must be unique.');
    names.add(name);
    const schema = tool['input_schema'];
    if (!isRecord(schema) || schema['type'] !== 'object')
      throw invalid(`tools.${index}.input_schema.type: Field required`);
    if (tool['strict'] === true) checkSchema(schema, `tools.${index}.input_schema`);
  }
  if (!isRecord(choice)) return;
  if (choice['type'] === 'any' || choice['type'] === 'tool')
    throw invalid('tool_choice: forcing a tool is not supported by this model');
}

function checkOutput({ output_config: config }: Loose): void {
  if (!isRecord(config)) return;
  const { effort, format } = config;
  if (effort !== undefined && !EFFORTS.includes(String(effort))) throw invalid('output_config.effort: not a level');
  if (!isRecord(format)) return;
  if (format['type'] !== 'json_schema') throw invalid('output_config.format.type: Input should be json_schema');
  checkSchema(format['schema'], 'output_config.format.schema');
}

/** Structured output knows flat, closed schemas only. */
function checkSchema(schema: unknown, where: string): void {
  if (!isRecord(schema)) throw invalid(`${where}: Input should be an object`);
  if (schema['$ref'] === '#') throw invalid(`${where}: recursive schemas are not supported`);
  for (const name of FORBIDDEN_IN_SCHEMAS) if (name in schema) throw invalid(`${where}: ${name} is not supported`);
  if (schema['type'] === 'object' && schema['additionalProperties'] !== false)
    throw invalid(`${where}: additionalProperties must be false`);
  if (isRecord(schema['properties']))
    for (const [name, value] of Object.entries(schema['properties'])) checkSchema(value, `${where}.properties.${name}`);
  if (isRecord(schema['items'])) checkSchema(schema['items'], `${where}.items`);
  if (Array.isArray(schema['anyOf']))
    for (const [index, value] of schema['anyOf'].entries()) checkSchema(value, `${where}.anyOf.${index}`);
}

function checkMessages(messages: readonly Loose[]): void {
  if (messages.length === 0) throw invalid('messages: at least one message is required');
  if (messages[0]?.['role'] !== 'user') throw invalid('messages: first message must use the "user" role');
  if (messages.at(-1)?.['role'] === 'assistant')
    throw invalid('messages: this model does not support prefilling the answer');
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    const blocks = blocksOf(message['content']);
    if (blocks.length === 0) throw invalid(`messages.${index}: content must not be empty`);
    for (const [place, block] of blocks.entries())
      if (block['type'] === 'text' && !block['text'])
        throw invalid(`messages.${index}.content.${place}: text content blocks must be non-empty`);
    const results = blocks.filter(({ type }) => type === 'tool_result').map((block) => String(block['tool_use_id']));
    for (const id of results)
      if (!open.includes(id)) throw invalid(`messages.${index}: tool_result ${id} answers no tool_use before it`);
    const missing = open.filter((id) => !results.includes(id));
    if (missing.length > 0) throw invalid(`messages.${index}: no tool_result for tool_use ${missing.join(', ')}`);
    open =
      message['role'] === 'assistant'
        ? blocks.filter(({ type }) => type === 'tool_use').map((block) => String(block['id']))
        : [];
  }
}

/** At most four, and the long-lived ones first. */
function checkBreakpoints(body: Loose): void {
  const marks = cachedBlocks(body).flatMap(({ ttl }) => (ttl === null ? [] : [ttl]));
  if (marks.length > 4)
    throw invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${marks.length}.`);
  if (marks.lastIndexOf('1h') > marks.indexOf('5m') && marks.includes('5m'))
    throw invalid('cache_control: a ttl=1h block must not come after a ttl=5m block.');
}

export type Ttl = '5m' | '1h';

/**
 * The prompt in the order of the cache: tools, system, messages; each block as text, with its breakpoint if it has one.
 */
export function cachedBlocks(body: Loose): { part: 'tools' | 'system' | 'messages'; text: string; ttl: Ttl | null }[] {
  const parts = [
    ...list(body['tools'] ?? [], 'tools').map((block) => ({ part: 'tools' as const, role: '', block })),
    ...blocksOf(body['system'] ?? []).map((block) => ({ part: 'system' as const, role: '', block })),
    ...list(body['messages'], 'messages').flatMap(({ role, content }) =>
      blocksOf(content).map((block) => ({ part: 'messages' as const, role: String(role), block })),
    ),
  ];
  return parts.map(({ part, role, block: { cache_control: mark, ...block } }) => ({
    part,
    text: `${role}${JSON.stringify(block)}`,
    ttl: isRecord(mark) ? (mark['ttl'] === '1h' ? '1h' : '5m') : null,
  }));
}

function blocksOf(content: unknown): Loose[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : list(content, 'content');
}

function list(value: unknown, where: string): Loose[] {
  if (!Array.isArray(value) || !value.every(isRecord)) throw invalid(`${where}: Input should be a valid list`);
  return value;
}

function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
