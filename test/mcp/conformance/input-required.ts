import { randomBytes } from 'node:crypto';
import {
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type InputRequests,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { text, user } from './content.js';

/** What a tool knows of the rounds before, signed: the client carries it. */
export const requestStates = createRequestStateCodec<{ name?: string }>({
  key: randomBytes(32),
  bind: ({ mcpReq, http }) => `${mcpReq.method} ${http?.authInfo?.clientId ?? ''}`,
});

const Name = z.object({ name: z.string() });
const Color = z.object({ color: z.string() });
const Ok = z.object({ ok: z.boolean() });
const Context = z.object({ context: z.string() });

const ask = (message: string, requestedSchema: z.ZodObject) => inputRequired.elicit({ message, requestedSchema });
const complete = (question: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [user(text(question))], maxTokens });
const say = (words: string) => ({ content: [text(words)] });

/** Tools and a prompt that need the client's answer to go on (SEP-2322). */
export function addInputRequired(server: McpServer): void {
  addOneQuestion(server);
  addWithState(server);
  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks only for what the client can do' },
    async () => {
      const can = server.server.getClientCapabilities() ?? {};
      const inputRequests: InputRequests = {
        ...(can.elicitation && { user_name: ask('What is your name?', Name) }),
        ...(can.sampling && { greeting: complete('Generate a greeting', 50) }),
        ...(can.roots && { client_roots: inputRequired.listRoots() }),
      };
      return Object.keys(inputRequests).length === 0 ? say('You can do nothing.') : inputRequired({ inputRequests });
    },
  );
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Asks for its context' },
    async ({ mcpReq }) => {
      const answer = acceptedContent(mcpReq.inputResponses, 'user_context', Context);
      if (answer === undefined)
        return inputRequired({ inputRequests: { user_context: ask('What context should the prompt use?', Context) } });
      return { messages: [user(text(`Context: ${answer.context}`))] };
    },
  );
}

function addOneQuestion(server: McpServer): void {
  server.registerTool(
    'test_input_required_result_elicitation',
    { description: 'Asks the person for a name' },
    async ({ mcpReq }) => {
      const answer = acceptedContent(mcpReq.inputResponses, 'user_name', Name);
      if (answer !== undefined) return say(`Hello, ${answer.name}!`);
      return inputRequired({ inputRequests: { user_name: ask('What is your name?', Name) } });
    },
  );
  server.registerTool(
    'test_input_required_result_sampling',
    { description: 'Asks the model of the client' },
    async ({ mcpReq }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'capital_question');
      if (answer.kind === 'sampling') return say(JSON.stringify(answer.result.content));
      return inputRequired({ inputRequests: { capital_question: complete('What is the capital of France?', 100) } });
    },
  );
  server.registerTool(
    'test_input_required_result_list_roots',
    { description: 'Asks for the roots of the client' },
    async ({ mcpReq }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'client_roots');
      if (answer.kind === 'roots') return say(answer.roots.map(({ uri }) => uri).join('\n'));
      return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    },
  );
}

function addWithState(server: McpServer): void {
  for (const name of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state'])
    server.registerTool(name, { description: 'Knows what it asked' }, async (context) => {
      const { mcpReq } = context;
      const isAnswered = acceptedContent(mcpReq.inputResponses, 'confirm', Ok)?.ok === true;
      if (isAnswered && stateOf(context) !== undefined) return say('state-ok');
      const inputRequests = { confirm: ask('Please confirm', Ok) };
      return inputRequired({ inputRequests, requestState: await requestStates.mint({}, context) });
    });
  server.registerTool(
    'test_input_required_result_multiple_inputs',
    { description: 'Asks for three things at once' },
    async (context) => {
      const { inputResponses } = context.mcpReq;
      const name = acceptedContent(inputResponses, 'user_name', Name);
      const greeting = inputResponse(inputResponses, 'greeting');
      const roots = inputResponse(inputResponses, 'client_roots');
      const isAnswered = name !== undefined && greeting.kind === 'sampling' && roots.kind === 'roots';
      if (isAnswered && stateOf(context) !== undefined) return say(`${name.name} has ${roots.roots.length} roots`);
      const inputRequests = {
        user_name: ask('What is your name?', Name),
        greeting: complete('Generate a greeting', 50),
        client_roots: inputRequired.listRoots(),
      };
      return inputRequired({ inputRequests, requestState: await requestStates.mint({}, context) });
    },
  );
  server.registerTool(
    'test_input_required_result_multi_round',
    { description: 'Asks a second time' },
    async (context) => {
      const { inputResponses } = context.mcpReq;
      const name = stateOf(context)?.name ?? acceptedContent(inputResponses, 'step1', Name)?.name;
      const color = acceptedContent(inputResponses, 'step2', Color)?.color;
      if (name === undefined)
        return inputRequired({
          inputRequests: { step1: ask('Step 1: What is your name?', Name) },
          requestState: await requestStates.mint({}, context),
        });
      if (color !== undefined) return say(`${name} likes ${color}`);
      return inputRequired({
        inputRequests: { step2: ask('Step 2: What is your favorite color?', Color) },
        requestState: await requestStates.mint({ name }, context),
      });
    },
  );
}

/** The state of the round before, which is verified by then; undefined: there was none. */
function stateOf({ mcpReq }: ServerContext): { name?: string } | undefined {
  return mcpReq.requestState<{ name?: string }>();
}
