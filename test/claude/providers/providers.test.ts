import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { APIConnectionError } from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from '../../../src/claude/claude-error.js';
import { classifyError } from '../../../src/claude/classify-error.js';
import { createClaude, type ClaudeOptions } from '../../../src/claude/create-claude.js';
import type { BedrockProvider, VertexProvider } from '../../../src/claude/providers/provider.js';
import { readModel } from '../../../src/claude/read-model.js';
import type { ClaudeAnswer, ClaudeRequest, ClaudeUsage } from '../../../src/claude/types.js';
import { startGoogleSts } from './google-sts.js';
import type { ProviderServer, WireRefusal } from './provider-front.js';
import { AWS, awsError, BEARER, startScriptedBedrock } from './scripted-bedrock.js';
import { googleError, PROJECT, startScriptedVertex, TOKEN } from './scripted-vertex.js';

const CANARY = 'canary of the prompt';
const FORMAT = {
  type: 'object',
  properties: { ok: { type: 'boolean' } },
  required: ['ok'],
  additionalProperties: false,
};
let bedrock: ProviderServer;
let vertex: ProviderServer;
let sts: Awaited<ReturnType<typeof startGoogleSts>>;

beforeAll(async () => {
  [bedrock, vertex, sts] = await Promise.all([
    startScriptedBedrock({ minCacheTokens: 100 }),
    startScriptedVertex({ minCacheTokens: 100 }),
    startGoogleSts(),
  ]);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', sts.file);
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', PROJECT);
  for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_BEARER_TOKEN_BEDROCK'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([bedrock.close(), vertex.close(), sts.close()]);
});
afterEach(() => {
  for (const server of [bedrock, vertex]) {
    server.requests.length = 0;
    server.claude.requests.length = 0;
    server.claude.setScript(() => 'ok');
    server.lacks.clear();
  }
  sts.refuse(null);
});

const onBedrock = (change: Partial<BedrockProvider> = {}): BedrockProvider => ({
  kind: 'bedrock',
  region: AWS.region,
  baseUrl: bedrock.url,
  bearerToken: null,
  accessKey: { id: AWS.id, secret: AWS.secret, session: null },
  profile: null,
  ...change,
});
const onVertex = (change: Partial<VertexProvider> = {}): VertexProvider => ({
  kind: 'vertex',
  region: 'global',
  projectId: PROJECT,
  baseUrl: `${vertex.url}/v1`,
  credentialsFile: null,
  ...change,
});
const MODEL = { bedrock: 'global.anthropic.claude-sonnet-5-5', vertex: 'claude-sonnet-5-5' };

interface Sent {
  answer: ClaudeAnswer | null;
  error: unknown;
  usages: ClaudeUsage[];
  without: string[];
}

function connect(provider: BedrockProvider | VertexProvider, change: Partial<ClaudeOptions> = {}) {
  const without: string[] = [];
  const claude = createClaude({
    provider,
    model: MODEL[provider.kind],
    deadlineMs: 3000,
    idleMs: 1000,
    retryDelayMs: 1,
    without: (text) => without.push(text),
    ...change,
  });
  return async (request: Partial<ClaudeRequest> = {}): Promise<Sent> => {
    const sent: Sent = { answer: null, error: null, usages: [], without };
    try {
      sent.answer = await claude.send(
        {
          system: [{ type: 'text', text: 'You review.' }],
          tools: [],
          messages: [{ role: 'user', content: [{ type: 'text', text: CANARY }] }],
          maxTokens: 1000,
          effort: 'medium',
          format: null,
          ...request,
        },
        { signal: new AbortController().signal, onUsage: (usage) => sent.usages.push(usage) },
      );
    } catch (error) {
      sent.error = error;
    }
    return sent;
  };
}

const CONTENT = [
  { type: 'thinking' as const, thinking: 'Let me see.', signature: 'c2ln' },
  { type: 'text' as const, text: 'Here, with ü: ' },
  { type: 'tool_use' as const, name: 'report_finding', input: { line: 3, why: '"quoted" \\' }, id: 'toolu_1' },
];
const both = [
  ['bedrock', () => bedrock, onBedrock],
  ['vertex', () => vertex, onVertex],
] as const;

describe.each(both)('Claude through %s', (kind, server, provider) => {
  it('gives back an answer whole, with its usage and what it cost', async () => {
    server().claude.setScript(() => ({ content: CONTENT }));
    const { answer, error, usages } = await connect(provider())();
    expect(error).toBeNull();
    expect(answer?.stopReason).toBe('tool_use');
    expect(answer?.content).toMatchObject(CONTENT);
    const told = server().claude.requests[0]?.usage;
    expect(usages).toEqual([answer?.usage]);
    expect(answer?.usage.cost).toBeCloseTo(((told?.input_tokens ?? 0) * 2 + (told?.output_tokens ?? 0) * 10) / 1e6, 9);
    expect(answer?.usage.estimated).toBeUndefined();
  });

  it('sends what the Anthropic API is sent, the model in the path', async () => {
    const tool = { name: 'look', description: 'Looks.', input_schema: { type: 'object' as const }, strict: false };
    await connect(provider())({ tools: [tool], format: FORMAT, effort: 'low' });
    const [request] = server().requests;
    expect(request?.body).toEqual({
      anthropic_version: '2026-10-21',
      max_tokens: 1000,
      system: [{ type: 'text', text: 'You review.' }],
      tools: [tool],
      messages: [{ role: 'user', content: [{ type: 'text', text: CANARY }] }],
      output_config: { effort: 'low', format: { type: 'json_schema', schema: FORMAT } },
      ...(kind === 'vertex' ? { stream: true } : {}),
    });
    expect(request?.headers['x-api-key']).toBeUndefined();
  });

  it('reads what another request has written to the cache', async () => {
    const system = [
      { type: 'text' as const, text: 'word '.repeat(2000), cache_control: { type: 'ephemeral' as const } },
    ];
    const send = connect(provider());
    await send({ system });
    const { answer } = await send({ system });
    expect(answer?.usage.cacheReadTokens).toBeGreaterThan(1000);
  });

  it('tries again after a cut stream, and counts what that has cost', async () => {
    server().claude.setScript(() => 'word '.repeat(400));
    server().claude.fault('cut', { at: 0.9 });
    const { answer, usages } = await connect(provider())();
    expect(answer?.stopReason).toBe('end_turn');
    expect(usages).toHaveLength(2);
    expect(usages[0]).toMatchObject({ estimated: true });
  });

  it('gives up a connection that falls silent', async () => {
    const fault = server().claude.fault('silent-stream', { times: 9 });
    const { error } = await connect(provider(), { idleMs: 100 })();
    fault.remove();
    expect(error).toBeInstanceOf(ClaudeUnavailableError);
    expect((error as Error).message).toMatch(/nothing came for 0\.1 s/);
  });

  it('tries again after an error within the stream, then calls it overloaded', async () => {
    server().claude.fault('error-event', { type: 'overloaded_error', times: 3 });
    const { error } = await connect(provider())();
    expect(error).toBeInstanceOf(ClaudeLimitedError);
    expect(server().requests).toHaveLength(3);
  });

  it('keeps its breaker open after a limit, without another request', async () => {
    server().claude.fault('rate-limit');
    const send = connect(provider());
    expect((await send()).error).toBeInstanceOf(ClaudeLimitedError);
    expect((await send()).error).toBeInstanceOf(ClaudeLimitedError);
    expect(server().requests).toHaveLength(1);
  });

  it('leaves out what the provider does not take, says so once, and gives the answer in the form asked for', async () => {
    for (const feature of ['strict', 'format', 'effort', 'cache'] as const) server().lacks.add(feature);
    server().claude.setScript(() => 'Here it is:\n```json\n{"ok": true}\n```');
    const tool = { name: 'look', input_schema: { type: 'object' as const, additionalProperties: false }, strict: true };
    const system = [{ type: 'text' as const, text: 'You review.', cache_control: { type: 'ephemeral' as const } }];
    const send = connect(provider());
    const first = await send({ tools: [tool], format: FORMAT, system });
    expect(first.error).toBeNull();
    expect(first.answer?.content).toEqual([{ type: 'text', text: '{"ok": true}', citations: null }]);
    const second = await send({ tools: [tool], format: FORMAT, system });
    expect(second.answer?.content).toEqual(first.answer?.content);
    expect(server().requests).toHaveLength(6);
    expect(server().requests.at(-1)?.body).toEqual(server().requests.at(-2)?.body);
    expect(JSON.stringify(server().requests.at(-1)?.body)).toContain(
      JSON.stringify(JSON.stringify(FORMAT)).slice(1, -1),
    );
    expect(first.without.map((text) => text.replace(/^.*? takes no ([\w ]+?)(?: for|:| of).*$/, '$1'))).toEqual([
      'strict tools',
      'schema',
      'effort',
      'breakpoints',
    ]);
  });

  it('is asked by the doctor whether it answers, and what it lacks', async () => {
    server().lacks.add('strict');
    expect(await readModel({ provider: provider(), model: MODEL[kind] }, { thorough: true })).toEqual({
      id: MODEL[kind],
      contextTokens: null,
      without: [expect.stringContaining('takes no strict tools')],
    });
  });
});

type Case<P> = [string, WireRefusal | null, Partial<P>, string, RegExp];

const ON_BEDROCK: Case<BedrockProvider>[] = [
  [
    'a key nobody knows',
    null,
    { accessKey: { id: 'AKIAOTHER', secret: AWS.secret, session: null } },
    'key',
    /set AWS_/,
  ],
  [
    'a wrong secret',
    null,
    { accessKey: { id: AWS.id, secret: 'aws-other-0123456789', session: null } },
    'key',
    /set AWS_/,
  ],
  [
    'a wrong API key',
    null,
    { accessKey: null, bearerToken: 'bedrock-api-key-other' },
    'key',
    /set AWS_BEARER_TOKEN_BEDROCK/,
  ],
  ['the region of another address', null, { region: 'us-east-1' }, 'key', /AWS_REGION \(us-east-1\)/],
  [
    'expired credentials',
    awsError(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
    {},
    'key',
    /have expired: .*aws sso login/,
  ],
  [
    'a clock that is wrong',
    awsError(403, 'InvalidSignatureException', 'Signature expired: 20261130T0 is now earlier than 20261130T1'),
    {},
    'key',
    /the clock of this machine/,
  ],
  [
    'a missing right',
    awsError(
      403,
      'AccessDeniedException',
      `User: arn:aws:iam::123456789012:user/${CANARY} is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: x`,
    ),
    {},
    'permission',
    /allow bedrock:InvokeModelWithResponseStream/,
  ],
  [
    'no access to the model',
    awsError(403, 'AccessDeniedException', "You don't have access to the model with the specified model ID."),
    {},
    'permission',
    /Model access in the Bedrock console/,
  ],
  [
    'the form about its use',
    awsError(404, 'ResourceNotFoundException', 'Model use case details have not been submitted for this account.'),
    {},
    'permission',
    /fill in the form/,
  ],
  [
    'a model it does not have',
    awsError(400, 'ValidationException', 'The provided model identifier is invalid.'),
    {},
    'model',
    /inference profile.*AWS_REGION/,
  ],
];
const ON_VERTEX: Case<VertexProvider>[] = [
  [
    'another project',
    null,
    { projectId: 'other-project' },
    'permission',
    /other-project: give them the role Vertex AI User/,
  ],
  ['a region without the model', null, { region: 'us-central1' }, 'model', /in us-central1: enable it in Model Garden/],
  [
    'an API that is off',
    googleError(403, 'PERMISSION_DENIED', 'Vertex AI API has not been used in project 1 before or it is disabled.'),
    {},
    'permission',
    /gcloud services enable/,
  ],
  [
    'a project without billing',
    googleError(403, 'PERMISSION_DENIED', 'This API method requires billing to be enabled.'),
    {},
    'billing',
    /has no billing/,
  ],
  [
    'a policy',
    googleError(400, 'FAILED_PRECONDITION', `Organization Policy constraint violated for ${CANARY}`),
    {},
    'permission',
    /policy of the Google organisation/,
  ],
  [
    'a token that Google does not take',
    googleError(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    {},
    'key',
    /gcloud auth application-default login/,
  ],
];

function expectRefusal(error: unknown, reason: string, mend: RegExp): void {
  expect(error).toBeInstanceOf(ClaudeRefusedError);
  expect(error).toMatchObject({ reason, message: expect.stringMatching(mend) });
  const told = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
  for (const secret of [AWS.secret, AWS.id, BEARER, TOKEN, CANARY, 'bedrock-api-key-other', 'aws-other'])
    expect(told).not.toContain(secret);
}

describe('what a refusal says', () => {
  it.each(ON_BEDROCK)('Bedrock: %s', async (_, refusal, change, reason, mend) => {
    if (refusal !== null) bedrock.refuse(refusal);
    const { error } = await connect(onBedrock(change))();
    expectRefusal(error, reason, mend);
    expect(bedrock.requests).toHaveLength(1);
  });

  it.each(ON_VERTEX)('Vertex: %s', async (_, refusal, change, reason, mend) => {
    if (refusal !== null) vertex.refuse(refusal);
    const { error } = await connect(onVertex(change))();
    expectRefusal(error, reason, mend);
    expect(vertex.requests).toHaveLength(1);
  });

  it('a plain id of Bedrock, which has to be called through a profile', async () => {
    const { error } = await connect(onBedrock(), { model: 'anthropic.claude-sonnet-5-5' })();
    expectRefusal(error, 'model', /inference profile of it, such as global\./);
  });

  it.each([
    [
      'bedrock',
      () => onBedrock({ baseUrl: null, region: 'xx-nowhere-1' }),
      /bedrock-runtime\.xx-nowhere-1\.amazonaws\.com is not found: is AWS_REGION right/,
    ],
    [
      'vertex',
      () => onVertex({ baseUrl: null, region: 'xx-nowhere1' }),
      /xx-nowhere1-aiplatform\.googleapis\.com is not found: is CLOUD_ML_REGION right/,
    ],
  ])('a region that %s does not have', (_, provider, mend) => {
    // As undici and the SDK wrap what the resolver says; no test can rely on the resolver of its machine.
    const resolver = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const error = new APIConnectionError({ cause: new TypeError('fetch failed', { cause: resolver }) });
    const { failure } = classifyError(error, { now: new Date(), limitsInRow: 0, provider: provider() });
    expect(failure).toBeInstanceOf(ClaudeUnavailableError);
    expect(failure.message).toMatch(mend);
  });
});

describe('credentials of the machine', () => {
  it('are fetched from the container by the chain of AWS', async () => {
    const served = createServer((_, response) => {
      const Expiration = new Date(Date.now() + 3_600_000).toISOString();
      response.end(JSON.stringify({ AccessKeyId: AWS.id, SecretAccessKey: AWS.secret, Token: 'session', Expiration }));
    });
    await new Promise<void>((resolve) => served.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${(served.address() as AddressInfo).port}/c`);
    const { error } = await connect(onBedrock({ accessKey: null }))();
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', undefined);
    served.close();
    expect(error).toBeNull();
    expect(bedrock.requests[0]?.headers['x-amz-security-token']).toBe('session');
  });

  it('are missing: nothing is sent, and it says what to set', async () => {
    const { error } = await connect(onBedrock({ accessKey: null }))();
    expectRefusal(error, 'key', /has no AWS credentials: set AWS_BEARER_TOKEN_BEDROCK/);
    expect(bedrock.requests).toEqual([]);
  });

  it('are an API key of Bedrock before all others', async () => {
    expect((await connect(onBedrock({ bearerToken: BEARER }))()).error).toBeNull();
    expect(bedrock.requests[0]?.headers.authorization).toBe(`Bearer ${BEARER}`);
  });

  it("are never those of Anthropic's API", async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-canary');
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'auth-canary');
    await connect(onBedrock())();
    await connect(onVertex())();
    vi.stubEnv('ANTHROPIC_API_KEY', undefined);
    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', undefined);
    const sent = JSON.stringify([bedrock.requests, vertex.requests]);
    expect(sent).not.toMatch(/sk-ant-canary|auth-canary/);
    expect(sent).toContain(TOKEN);
  });

  it('are exchanged for a token at Google, and looked for again after they had expired', async () => {
    sts.refuse({ status: 400, body: { error: 'invalid_grant', error_description: `expired ${CANARY}` } });
    const send = connect(onVertex(), { breaker: { refusedMs: 0, failures: 5, failedMs: 0, probeMs: 0 } });
    expectRefusal((await send()).error, 'key', /have expired: run `gcloud auth application-default login`/);
    sts.refuse(null);
    expect((await send()).error).toBeNull();
    expect(sts.grants).toContain('urn:ietf:params:oauth:grant-type:token-exchange');
  });

  it('that never come are given up after the time of a request', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${(silent.address() as AddressInfo).port}/c`);
    const startedAt = performance.now();
    const { error } = await connect(onBedrock({ accessKey: null }), { deadlineMs: 500 })();
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', undefined);
    silent.closeAllConnections();
    silent.close();
    expect(error).toBeInstanceOf(ClaudeUnavailableError);
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  it('that no file holds end no process, even if no request waits for them', async () => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nonexistent/credentials.json');
    const seen: unknown[] = [];
    const note = (reason: unknown): void => void seen.push(reason);
    process.on('unhandledRejection', note);
    const { openClient } = await import('../../../src/claude/providers/open-client.js');
    await openClient(onVertex(), 1000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.off('unhandledRejection', note);
    expectRefusal((await connect(onVertex())()).error, 'key', /has no usable Google credentials/);
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', sts.file);
    expect(seen).toEqual([]);
  });
});

describe('the SDKs of Amazon and Google', () => {
  it.each([
    ['anthropic', { kind: 'anthropic', apiKey: 'sk-ant-12345678', baseUrl: null }, [false, false]],
    [
      'bedrock',
      { kind: 'bedrock', region: 'us-east-1', baseUrl: null, bearerToken: 'b', accessKey: null, profile: null },
      [true, false],
    ],
    [
      'vertex',
      { kind: 'vertex', region: 'global', projectId: 'p', baseUrl: null, credentialsFile: null },
      [false, true],
    ],
  ])('are loaded for %s as far as it needs them', async (_, provider, loaded) => {
    const file = fileURLToPath(new URL('../../../src/claude/providers/open-client.ts', import.meta.url));
    const code = `import Module from 'node:module';
      const { openClient } = await import(${JSON.stringify(file)});
      await openClient(${JSON.stringify(provider)}, 1000);
      const files = Object.keys(Module._cache).join();
      console.log(JSON.stringify([files.includes('@aws-sdk'), files.includes('google-auth-library')]));
      process.exit();`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toEqual(loaded);
  });
});

describe('prices', () => {
  it.each([
    ['bedrock, one region kept to', () => onBedrock(), 'eu.anthropic.claude-sonnet-5-5'],
    ['vertex, one region kept to', () => onVertex({ region: 'europe-west1' }), 'claude-sonnet-5-5@20261015'],
    [
      'bedrock, a profile by its ARN, whose account is shown to nobody',
      () => onBedrock(),
      'arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5',
    ],
  ])('%s: a tenth more', async (_, provider, model) => {
    const { answer } = await connect(provider(), { model })();
    const { inputTokens = 0, outputTokens = 0, cost, estimated } = answer?.usage ?? {};
    expect(cost).toBeCloseTo((inputTokens * 2.2 + outputTokens * 11) / 1e6, 9);
    expect(estimated).toBeUndefined();
    expect(createClaude({ provider: provider(), model }).model).not.toContain('123456789012');
  });
});
