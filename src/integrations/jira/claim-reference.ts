import { z } from 'zod';
import { sha256 } from '../../access/sha256.js';
import { AnyAnswer } from '../services/call-service.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from '../services/service-error.js';
import { callJira, callJiraInFull, pathOf, type JiraCall } from './call-jira.js';

/** As long as a request of ours whose answer was lost may still be at work in Jira, many times over. */
const CLAIM_MS = 120_000;
const MOST_CLAIMS = 20;
/** After that whoever has the claim is likely to be done. */
const NEXT_LOOK_MS = 15_000;

const Claim = z.object({ value: z.object({ at: z.string() }) });

/**
 * Makes something once for a name, where Jira itself would make it as often as it is asked to: it knows no keys of
 * idempotency. A property of the account is the claim: Jira tells who has set it first (201, and 200 to the others).
 * Whoever has it looks, and makes what is not there. Others are sent away for a while, and so is everybody for two
 * minutes after an answer was lost: what was asked may be done late. Throws ServiceLimitedError then.
 */
export async function makeOnce<T>(
  call: JiraCall,
  name: string,
  { look, make }: { look(): Promise<T | null>; make(): Promise<T> },
): Promise<T> {
  const accountId = await readAccountId(call);
  const begun = call.now().getTime();
  const claims = await claim(call, accountId, `nectr.${sha256(name).slice(0, 32)}`);
  let isOver = true;
  try {
    const found = await look();
    if (found !== null) return found;
    // Else the claim might run out while it is being made.
    if (call.now().getTime() - begun > CLAIM_MS / 2)
      throw new ServiceUnavailableError('Jira takes too long to answer', false);
    isOver = false;
    const made = await make();
    isOver = true;
    return made;
  } catch (error) {
    isOver ||= !(error instanceof ServiceUnavailableError && error.mayBeDone) && !call.signal.aborted;
    throw error;
  } finally {
    if (isOver) await release(call, accountId, claims);
  }
}

async function readAccountId(call: JiraCall): Promise<string> {
  const { accountId } = await callJira(call, {
    method: 'GET',
    path: 'myself',
    answer: z.object({ accountId: z.string() }),
  });
  return accountId;
}

/** The names of the claim and of those before it that have run out. */
async function claim(call: JiraCall, accountId: string, name: string): Promise<string[]> {
  const names: string[] = [];
  let wait = NEXT_LOOK_MS;
  while (names.length < MOST_CLAIMS) {
    const next = `${name}.${names.length}`;
    names.push(next);
    const at = await readClaim(call, accountId, next);
    if (at === null) {
      if (await setClaim(call, accountId, next)) return names;
      break;
    }
    const left = at + CLAIM_MS - call.now().getTime();
    if (left <= 0) continue;
    wait = Math.min(left, NEXT_LOOK_MS);
    break;
  }
  const until = new Date(call.now().getTime() + wait);
  throw new ServiceLimitedError('Jira is being asked for the same thing already, or was a moment ago', until);
}

/** When it was made, in milliseconds since 1970; null: there is none. */
async function readClaim(call: JiraCall, accountId: string, name: string): Promise<number | null> {
  try {
    const { value } = await callJira(call, { ...propertyOf(accountId, name), method: 'GET', answer: Claim });
    // What cannot be read has run out.
    return Date.parse(value.at) || 0;
  } catch (error) {
    if (error instanceof ServiceRefusedError && error.why === 'not-found') return null;
    throw error;
  }
}

/** False: another was first. */
async function setClaim(call: JiraCall, accountId: string, name: string): Promise<boolean> {
  const { status } = await callJiraInFull(call, {
    ...propertyOf(accountId, name),
    method: 'PUT',
    body: { at: call.now().toISOString() },
    answer: AnyAnswer,
  });
  return status === 201;
}

/** A claim that stays does no harm: it runs out. What was made must not be lost over it. */
async function release(call: JiraCall, accountId: string, names: readonly string[]): Promise<void> {
  // The last one goes last: until then nobody else has the claim.
  for (const name of names)
    await callJira(call, { ...propertyOf(accountId, name), method: 'DELETE', answer: AnyAnswer }).catch(() => null);
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-properties/ */
function propertyOf(accountId: string, name: string) {
  return { path: `user/properties/${pathOf(name)}`, query: { accountId } };
}
