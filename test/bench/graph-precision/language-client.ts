import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A language server at work. */
export interface LanguageClient {
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  close(): Promise<void>;
}

interface Message {
  id?: number;
  method?: string;
  params?: { items?: { section?: string }[] };
  result?: unknown;
  error?: { message: string };
}

/**
 * Starts a language server that speaks on its standard input and output, in a folder, with settings by section.
 * Requests are answered in any order; one that fails throws what the server says.
 */
export async function openLanguageClient(
  command: readonly string[],
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<LanguageClient> {
  const [file = '', ...args] = command;
  const server = spawn(file, args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const send = (message: Message | object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const receive = ({ id, method, params, result, error }: Message): void => {
    if (method !== undefined) {
      if (id === undefined) return;
      const items = params?.items?.map(({ section }) => settings[section ?? ''] ?? null);
      return send({ id, result: items ?? null });
    }
    const asked = waiting.get(id ?? 0);
    waiting.delete(id ?? 0);
    if (error) asked?.reject(new Error(`${file}: ${error.message}`));
    else asked?.resolve(result);
  };
  const request = (method: string, params: unknown): Promise<unknown> => {
    last += 1;
    const id = last;
    send({ id, method, params });
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  };
  server.stdout.on('data', messagesOf(receive));
  server.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended before it answered`));
  });
  const uri = new URL(`file://${folder}`).href;
  const capabilities = { workspace: { configuration: true, workspaceFolders: true } };
  await request('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'corpus' }],
    capabilities,
  });
  send({ method: 'initialized', params: {} });
  return {
    request,
    notify: (method, params) => send({ method, params }),
    async close() {
      await request('shutdown', null);
      send({ method: 'exit' });
      await once(server, 'exit');
    },
  };
}

/** Cuts what comes in into messages: a header with the length of what follows. */
function messagesOf(receive: (message: Message) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, Math.max(0, head)).toString())?.[1]);
      if (head === -1 || rest.length < head + 4 + length) return;
      const body = rest.subarray(head + 4, head + 4 + length).toString();
      rest = rest.subarray(head + 4 + length);
      receive(JSON.parse(body) as Message);
    }
  };
}
