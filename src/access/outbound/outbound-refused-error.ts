/** An address that this server does not ask (api.md, "Settled"). Nothing of the address but its host stands in it. */
export class OutboundRefusedError extends Error {
  override readonly name = 'OutboundRefusedError';
}
