import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';

/** How long a sender that is still sending may take to see its answer, milliseconds. */
const LINGER_MS = 1000;

/** Answers a delivery. Only a taken one keeps its connection: no slot is held by what was refused. */
export function answerDelivery(
  request: IncomingMessage,
  response: ServerResponse,
  { status, reason }: { status: number; reason: string },
): void {
  const body = JSON.stringify({ message: reason });
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...(status === 202 ? {} : { connection: 'close' }),
    ...(status === 503 ? { 'retry-after': '60' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  };
  const { socket } = response;
  if (status !== 202 && socket !== null && !request.complete) {
    response.statusCode = status;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    answerWhileSending(socket, `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    return;
  }
  response.writeHead(status, headers);
  response.end(body);
}

/**
 * The rest of the body is still on its way, and nobody wants it. Node would close the connection along with the
 * answer, or read all that comes; closed with bytes unread it is reset, and the sender may lose the answer (RFC 9112,
 * 9.6). So only our half is closed, nothing more is read, and the sender gets a moment.
 */
function answerWhileSending(socket: NonNullable<ServerResponse['socket']>, text: string): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(text);
}
