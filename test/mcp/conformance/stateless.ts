import { inputRequired, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { text, user } from './content.js';

/** Tools by which `server-stateless` looks at one request: what it may ask for, and what comes before its result. */
export function addStateless(server: McpServer): void {
  server.registerTool('test_missing_capability', { description: 'Needs the model of the client' }, async () =>
    inputRequired({
      inputRequests: {
        question: inputRequired.createMessage({ messages: [user(text('Are you there?'))], maxTokens: 10 }),
      },
    }),
  );
  server.registerTool(
    'test_streaming_elicitation',
    { description: 'Says how far it is, then asks the person' },
    async ({ mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken ?? 0;
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: 50, total: 100 } });
      const requestedSchema = z.object({ ok: z.boolean() });
      return inputRequired({
        inputRequests: { confirm: inputRequired.elicit({ message: 'Go on?', requestedSchema }) },
      });
    },
  );
  server.registerTool('test_logging_tool', { description: 'Logs to who wants to hear it' }, async ({ mcpReq }) => {
    await mcpReq.log('info', 'Tool execution started');
    return { content: [text('Done')] };
  });
}
