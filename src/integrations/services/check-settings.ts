import { checkedLookup, hostKey } from '../../access/outbound/checked-lookup.js';
import { isPrivateAddress } from '../../access/outbound/is-private-address.js';
import { OutboundRefusedError } from '../../access/outbound/outbound-refused-error.js';
import { saidIssues } from '../../words/say-issue.js';
import type { IntegrationType } from './integration-type.js';

const LOOKUP_MS = 2000;
/** What says where credentials go, and how they are kept on the way. */
const ADDRESS = ['base_url', 'host', 'port', 'security', 'ca'] as const;
/** What jsonb does not store. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

export interface WrongSetting {
  /** Such as `config.base_url`. */
  field: string;
  detail: string;
}

/** Settings of an integration as a person gives them. */
export interface GivenSettings {
  config?: Record<string, unknown> | undefined;
  credentials?: Record<string, unknown> | undefined;
}

/**
 * What of settings fits a service, with its defaults, or what is wrong by field; what is not given is not looked at.
 * An address in a private network is refused unless its host is allowed.
 */
export async function checkSettings(
  type: IntegrationType,
  given: GivenSettings,
  allowedPrivateHosts: readonly string[],
): Promise<{ settings: GivenSettings; errors: WrongSetting[] }> {
  const settings: GivenSettings = {};
  const errors: WrongSetting[] = [];
  for (const part of ['config', 'credentials'] as const) {
    if (given[part] === undefined) continue;
    // A slip must not be taken for a setting.
    const read = type[part].strict().safeParse(given[part]);
    if (read.success) {
      settings[part] = read.data;
      errors.push(...(await wrongValues(part, read.data, allowedPrivateHosts)));
    } else
      errors.push(
        ...saidIssues(read.error.issues).map(({ path, detail }) => ({
          field: [part, ...path.map(String)].join('.'),
          detail,
        })),
      );
  }
  return { settings, errors };
}

/** Whether credentials would go somewhere else than they were given for. */
export function changesAddress(before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  return ADDRESS.some((key) => before[key] !== after[key]);
}

async function wrongValues(
  part: 'config' | 'credentials',
  values: Record<string, unknown>,
  allowedPrivateHosts: readonly string[],
): Promise<WrongSetting[]> {
  const found = Object.entries(values).map(async ([key, value]): Promise<WrongSetting[]> => {
    const field = `${part}.${key}`;
    if (UNSTORABLE.test(typeof value === 'string' ? value : JSON.stringify(value ?? null)))
      return [{ field, detail: 'holds characters that cannot be stored' }];
    const detail = typeof value === 'string' ? await whyNotAsked(value, allowedPrivateHosts) : null;
    return detail === null ? [] : [{ field, detail }];
  });
  return (await Promise.all(found)).flat();
}

/** Null: it is no address, or one that may be asked. A name without an answer is looked at again when it is used. */
async function whyNotAsked(value: string, allowedPrivateHosts: readonly string[]): Promise<string | null> {
  if (!/^https?:/i.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  const allowed = new Set(allowedPrivateHosts.map(hostKey));
  const signal = AbortSignal.timeout(LOOKUP_MS);
  try {
    await checkedLookup(url, { isTrusted: false, allowed, isRefused: isPrivateAddress, signal });
    return null;
  } catch (error) {
    return error instanceof OutboundRefusedError ? `is refused: ${error.message}` : null;
  }
}
