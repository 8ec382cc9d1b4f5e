import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server';
import { PIXEL } from './content.js';

/** Resources that are text, that are bytes, and that are found by a template. */
export function addResources(server: McpServer): void {
  const [words, pixel] = ['test://static-text', 'test://static-binary'];
  server.registerResource('static-text', words, { mimeType: 'text/plain' }, async () => ({
    contents: [{ uri: words, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }));
  server.registerResource('static-binary', pixel, { mimeType: 'image/png' }, async () => ({
    contents: [{ uri: pixel, mimeType: 'image/png', blob: PIXEL }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { mimeType: 'application/json' },
    async (uri, { id }) => {
      const data = { id, templateTest: true, data: `Data for ID: ${String(id)}` };
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify(data) }] };
    },
  );
}
