import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends whole requests over connections that stay open; costs as little as it can, the servers share its cores. */
export interface Load {
  /** Sends all, each connection its next one when its last is answered. Requests a second. */
  asFastAsAnswered(requests: readonly Buffer[]): Promise<number>;
  /**
   * Sends `wave` requests every `everyMs`, whether answered or not. Milliseconds to each answer, sorted; those that
   * failed are told to `failed` and left out, or thrown without it.
   */
  inWaves(requests: readonly Buffer[], schedule: Schedule): Promise<number[]>;
  close(): void;
}

export interface Schedule {
  wave: number;
  everyMs: number;
  failed?: (error: unknown) => void;
}

/** Connects to a port of this machine. Throws on an answer that does not say "taken". */
export async function openLoad(port: number, connections: number): Promise<Load> {
  const all = await Promise.all(Array.from({ length: connections }, () => open(port)));
  return {
    asFastAsAnswered: async (requests) => {
      let next = 0;
      const from = performance.now();
      await Promise.all(
        all.map(async (connection) => {
          for (let one = requests[next++]; one; one = requests[next++]) await exchange(connection, one);
        }),
      );
      return (requests.length / (performance.now() - from)) * 1000;
    },
    inWaves: async (requests, { wave, everyMs, failed }) => {
      const idle = [...all];
      const send = async (request: Buffer): Promise<number[]> => {
        const from = performance.now();
        const connection = takeOpen(idle) ?? (await open(port));
        await exchange(connection, request);
        idle.push(connection);
        return [performance.now() - from];
      };
      const tried = (request: Buffer) =>
        send(request).catch((error: unknown) => {
          if (failed === undefined) throw error;
          failed(error);
          return [];
        });
      const sent: Promise<number[]>[] = [];
      const from = performance.now();
      for (let at = 0; at < requests.length; at += wave) {
        const due = from + (at / wave) * everyMs;
        if (due > performance.now()) await sleep(due - performance.now());
        sent.push(...requests.slice(at, at + wave).map(tried));
      }
      const times = (await Promise.all(sent)).flat();
      for (const socket of idle) if (!all.includes(socket)) socket.destroy();
      return times.toSorted((a, b) => a - b);
    },
    close: () => all.forEach((socket) => socket.destroy()),
  };
}

/** The server may have closed a connection that was idle for long. */
function takeOpen(idle: Socket[]): Socket | undefined {
  for (let one = idle.pop(); one; one = idle.pop()) if (!one.destroyed && one.writable) return one;
  return undefined;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Read from the start, as clients do: one that the server closes before it is used is noticed, and not used.
    const socket = connect(port, '127.0.0.1', () => resolve(socket.setNoDelay(true).off('error', reject).resume()));
    socket.once('error', reject);
  });
}

/** One request and its answer; the answer is whole when its body is, told by length or by the last chunk. */
function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Error('the connection was closed before the request'));
    let answer = '';
    const end = (error?: Error) => {
      socket.off('data', take).off('error', end).off('close', closed);
      return error ? reject(error) : resolve();
    };
    const closed = () => end(new Error(`the connection was closed after: ${answer.slice(0, 200)}`));
    const take = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      end(/^HTTP\/1\.1 20[02] /.test(answer) ? undefined : new Error(`refused: ${answer.slice(0, 200)}`));
    };
    socket.on('data', take).on('error', end).on('close', closed);
    socket.write(request);
  });
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= head + 4 + Number(length);
}
