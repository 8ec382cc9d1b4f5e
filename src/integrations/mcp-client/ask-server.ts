import type { DataSource } from 'typeorm';
import { startDeadline } from '../../turns/start-deadline.js';
import type { McpError } from './mcp-error.js';
import { openSession, type SessionSettings } from './open-session.js';
import { noteFailure, pinTools } from './pin-tools.js';
import { tellTrouble } from './tell-trouble.js';
import type { McpServerAccess, McpSession } from './types.js';

export interface AskPorts extends SessionSettings {
  source: DataSource;
}

/**
 * Connects to a server, holds its tools against those that are approved, and asks; all of it within `times.total`. What
 * keeps it from answering is noted at the server. Throws McpError, what the database throws, and the reason of `signal`.
 */
export async function askServer<T>(
  server: McpServerAccess,
  ask: (session: McpSession) => Promise<T>,
  ports: AskPorts,
  signal: AbortSignal,
): Promise<T> {
  const limit = startDeadline(ports.times.total, signal);
  try {
    const session = await openSession(server, ports, limit.signal);
    try {
      await pinTools(ports.source, server, session);
      return await ask(session);
    } finally {
      await session.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    const told = limit.signal.aborted ? tellTrouble(limit.signal.reason, null, ports.times.total) : error;
    if (isMcpError(told)) await noteFailure(ports.source, server.id, told);
    throw told;
  } finally {
    limit.end();
  }
}

function isMcpError(error: unknown): error is McpError {
  return error instanceof Error && error.name === 'McpError';
}
