import type { DataSource } from 'typeorm';
import { ClaudeRefusedError } from '../../claude/claude-error.js';
import { hasPrice } from '../../claude/prices.js';
import { addressOf, pricedName, providerName } from '../../claude/providers/provider.js';
import type { ClaudeConfig } from '../../claude-config.js';
import { green, red, type Check } from './check.js';
import { forgetModelRefusal, readModelRefusal, type ModelRefusal } from '../model-refusal.js';
import type { DoctorPorts } from './doctor-ports.js';

/** Whether the model answers with this key, and what refused a review last. */
export async function checkClaude({ config, source, readModel, now }: DoctorPorts): Promise<Check[]> {
  const { claude } = config;
  if (claude === null)
    return [
      green(
        'Claude',
        'not configured: the rules review alone; set ANTHROPIC_API_KEY, or CLAUDE_PROVIDER, to let Claude take part',
      ),
    ];
  try {
    const { provider } = claude;
    const { id, without } = await readModel(claude);
    const refusal = 'failure' in source ? null : await refusalLeft(source, claude.model).catch(() => null);
    if (refusal !== null)
      return [
        red(
          'Claude',
          `${refusal.model} refused a review at ${refusal.at.toISOString()}: ${refusal.message}`,
          'mend that; the next review tries again',
        ),
      ];
    const isPriced = hasPrice(pricedName(provider, claude.model), now());
    const where = provider.kind === 'anthropic' ? '' : ` through ${providerName(provider)} in ${provider.region}`;
    const price = isPriced ? '' : '; its price is not known, the highest one is counted';
    return [green('Claude', `${id} answers${where}${price}${without.map((text) => `; ${text}`).join('')}`)];
  } catch (error) {
    const reason = error instanceof ClaudeRefusedError ? error.reason : null;
    const found = error instanceof Error ? error.message : 'no answer';
    return [red('Claude', found, mendClaude(reason, claude))];
  }
}

/** What a model refused that has not answered since, as this one has just done: the small one, say. */
async function refusalLeft(source: DataSource, answered: string): Promise<ModelRefusal | null> {
  await forgetModelRefusal(source, answered);
  return readModelRefusal(source);
}

function mendClaude(reason: ClaudeRefusedError['reason'] | null, { provider, model }: ClaudeConfig): string {
  if (provider.kind !== 'anthropic') return mendElsewhere(reason, provider);
  if (reason === 'key') return 'set ANTHROPIC_API_KEY to a key that the Anthropic console lists as active';
  if (reason === 'model') return `${model} is not known there: correct ANTHROPIC_MODEL`;
  if (reason === 'billing' || reason === 'spend-limit') return 'look at billing and limits in the Anthropic console';
  if (reason === 'permission') return 'look at the workspace of the key in the Anthropic console';
  return provider.baseUrl === null
    ? 'can this machine reach api.anthropic.com? Look at proxy and firewall, or wait'
    : 'compare ANTHROPIC_BASE_URL with the address of your gateway, and see whether it runs';
}

/** What a refusal says already has its mend in it. */
function mendElsewhere(reason: ClaudeRefusedError['reason'] | null, provider: ClaudeConfig['provider']): string {
  if (reason === 'key') return 'see to the credentials of this machine, and run this again';
  if (reason === 'model' || reason === 'permission' || reason === 'billing')
    return `see to it in the console of ${provider.kind === 'bedrock' ? 'AWS' : 'Google Cloud'}, and run this again`;
  return `can this machine reach ${new URL(addressOf(provider)).host}? Look at region, proxy and firewall, or wait`;
}
