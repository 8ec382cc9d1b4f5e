import { sureCallers } from './count-callers.js';
import type { CalledSymbol, ContractChange } from './types.js';

/**
 * Contracts with how many symbols are known for sure to call them, and how many of these stand in files that are not of
 * the change (`paths`): those nobody looked at. Pure.
 */
export function countContractCallers(
  contracts: readonly ContractChange[],
  called: readonly CalledSymbol[],
  paths: ReadonlySet<string>,
): ContractChange[] {
  return contracts.map((contract) => {
    const known = called.find(({ path, name }) => path === contract.path && name === contract.name);
    const callers = sureCallers(known ? [known] : []);
    if (callers.size === 0) return contract;
    const outside = [...callers.values()].filter((path) => !paths.has(path)).length;
    return { ...contract, callers: { count: callers.size, outside } };
  });
}
