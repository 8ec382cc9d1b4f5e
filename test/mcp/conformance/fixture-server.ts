import { McpServer } from '@modelcontextprotocol/server';
import { addAnswers } from './answers.js';
import { addInputRequired, requestStates } from './input-required.js';
import { addPrompts } from './prompts.js';
import { addResources } from './resources.js';
import { addSchemas } from './schemas.js';
import { addStateless } from './stateless.js';

/**
 * What the scenarios of the conformance suite ask for by name, instead of our tools: served by the same door
 * (`mcpRoutes`), so that the suite looks at our way to serve.
 */
export function conformanceServer(): McpServer {
  const server = new McpServer(
    { name: 'nectr-conformance', version: '1' },
    {
      capabilities: {
        tools: { listChanged: false },
        resources: { listChanged: false },
        prompts: { listChanged: false },
        logging: {},
        completions: {},
      },
      requestState: { verify: requestStates.verify },
    },
  );
  addAnswers(server);
  addInputRequired(server);
  addStateless(server);
  addSchemas(server);
  addResources(server);
  addPrompts(server);
  server.server.setRequestHandler('completion/complete', async () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
  server.server.setRequestHandler('logging/setLevel', async () => ({}));
  return server;
}
