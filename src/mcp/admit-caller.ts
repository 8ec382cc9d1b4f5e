import { hostHeaderValidationResponse, originValidationResponse } from '@modelcontextprotocol/server';
import type { Addresses } from '../access/addresses.js';
import type { Caller } from '../access/caller.js';
import { countRequest, RATE_LIMITS } from '../api/door/count-request.js';
import { Problem } from '../api/door/problem.js';
import type { ApiPorts } from '../api/ports.js';
import type { McpPorts } from './mcp-session.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
export const METADATA_PATH = '/.well-known/oauth-protected-resource/mcp';

/** What stands at the door. */
export interface AdmitPorts extends Pick<ApiPorts, 'authenticate'>, Pick<McpPorts, 'source' | 'limits'> {
  /** Looked at with each request: the port may be known only once the server listens. */
  addresses: Addresses;
}

/**
 * The owner of the token of a request over MCP, which is counted. A Response: its host or origin is none of ours (DNS
 * rebinding). Throws a Problem: the challenge that says what is missing (RFC 6750, RFC 9728), or too many requests. A
 * cookie opens nothing here.
 */
export async function admitCaller(ports: AdmitPorts, request: Request): Promise<Caller | Response> {
  const { addresses, authenticate, source, limits = RATE_LIMITS } = ports;
  const hosts = [...LOOPBACK, hostOf(addresses.backend)];
  const origins = [...hosts, ...(addresses.frontend === null ? [] : [hostOf(addresses.frontend)])];
  const refused = hostHeaderValidationResponse(request, hosts) ?? originValidationResponse(request, origins);
  if (refused) return refused;
  const sent = request.headers.get('authorization') !== null;
  const authenticated = sent ? await authenticate(request) : null;
  if (authenticated === null || authenticated.caller.tokenId === null) {
    const detail = 'Send a token with the scope mcp: Authorization: Bearer nectr_….';
    throw challenge(addresses, 401, sent ? 'invalid_token' : null, detail);
  }
  const { caller } = authenticated;
  if (!caller.scopes.has('mcp')) {
    const detail = 'This token lacks the scope mcp: make one that has it.';
    throw challenge(addresses, 403, 'insufficient_scope', detail);
  }
  await countRequest(source, caller.userId, 'all', limits);
  return caller;
}

function challenge({ backend }: Addresses, status: 401 | 403, error: string | null, detail: string): Problem {
  const parts = [
    ...(error === null ? [] : [`error="${error}"`]),
    `scope="mcp"`,
    `resource_metadata="${new URL(METADATA_PATH, backend).href}"`,
  ];
  return new Problem(status, detail, { headers: { 'WWW-Authenticate': `Bearer ${parts.join(', ')}` } });
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

/** RFC 9728. Tokens are made here and by people, so that no authorization server is named. */
export function resourceMetadata({ backend }: Addresses) {
  return {
    resource: new URL('/mcp', backend).href,
    resource_name: 'Nectr',
    scopes_supported: ['mcp', 'write'],
    bearer_methods_supported: ['header'],
    resource_documentation: new URL('/skill.md', backend).href,
  };
}
