import { Problem } from '../api/door/problem.js';
import { startDeadline } from '../turns/start-deadline.js';

const DEADLINE_MS = 10_000;

/**
 * A new channel at a smee service, over which GitHub's deliveries reach a machine that GitHub cannot. Throws a Problem
 * if there is none to be had.
 */
export async function makeChannel(smeeUrl: string): Promise<string> {
  const { signal, end } = startDeadline(DEADLINE_MS);
  try {
    const { headers } = await fetch(`${smeeUrl}/new`, { method: 'HEAD', redirect: 'manual', signal });
    const channel = new URL(headers.get('location') ?? '', `${smeeUrl}/`);
    if (channel.origin !== new URL(smeeUrl).origin || channel.pathname.length < 2)
      throw new Error('it names no channel');
    return channel.href;
  } catch (cause) {
    throw new Problem(
      502,
      `${new URL(smeeUrl).host} makes no channel at the moment: try again, or give an address that GitHub reaches, such as that of a tunnel.`,
      { cause },
    );
  } finally {
    end();
  }
}
