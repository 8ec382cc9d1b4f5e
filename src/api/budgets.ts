import { z } from '@hono/zod-openapi';
import { amountsOf, BudgetInput, type BudgetAmounts } from '../ledger/budget-input.js';
import { lockBudgets } from '../ledger/lock-budgets.js';
import { readBudgets, type Budgets as StoredBudgets } from '../ledger/read-budgets.js';
import { setBudgets } from '../ledger/set-budgets.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { fieldErrors } from './door/settings-change.js';
import { installationParam } from './installations.js';
import { Budgets, budgetsShown, hashOfBudgets } from './shapes/budgets.js';

const show = defineRoute(
  { level: 'admin', of: 'installation' },
  {
    method: 'get',
    path: '/installations/{id}/budgets',
    summary: 'The budgets of an installation and its repositories, and how far they are spent',
    request: { query: noQuery, params: installationParam },
    responses: { 200: { description: 'All budgets', content: { 'application/json': { schema: Budgets } } } },
  },
);
const Wanted = BudgetInput.extend({
  hash: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: '`hash` of what you looked at: if it has changed since, 409' }),
});
const replace = defineRoute(
  { level: 'admin', of: 'installation' },
  {
    method: 'put',
    path: '/installations/{id}/budgets',
    summary: 'Replace all budgets of an installation: what is not named has none afterwards',
    request: {
      query: noQuery,
      params: installationParam,
      body: { content: { 'application/json': { schema: Wanted } }, required: true },
    },
    responses: { 200: { description: 'As they are now', content: { 'application/json': { schema: Budgets } } } },
  },
);

/** `GET` and `PUT /installations/{id}/budgets`. */
export function budgets() {
  return resource()
    .openapi(show, async (context) => {
      const { id } = context.get('installation');
      const found = await context.get('tenant')((manager) => readBudgets(manager, id));
      if (found === null) throw notFound('installation');
      return context.json(budgetsShown(found), 200);
    })
    .openapi(replace, async (context) => {
      const { id: installationId } = context.get('installation');
      const { hash, ...wanted } = context.req.valid('json');
      const { login } = context.get('caller');
      const after = await context.get('tenant')(async (manager) => {
        // What is looked at is what is replaced.
        await lockBudgets(manager, installationId);
        const before = await readBudgets(manager, installationId);
        if (before === null) throw notFound('installation');
        if (hash !== undefined && hash !== hashOfBudgets(before))
          throw new Problem(409, 'Somebody has changed the budgets meanwhile: look at them once more.');
        const errors = await setBudgets(manager, installationId, wanted, login);
        if (errors.length > 0) throw new Problem(400, 'The budgets are as they were.', { errors: fieldErrors(errors) });
        const now = await readBudgets(manager, installationId);
        if (now === null) throw notFound('installation');
        const details = difference(byName(before), byName(now));
        if (Object.keys(details).length > 0) {
          const object = { objectType: 'installation', objectId: installationId };
          await recordAudit(context, manager, { installationId, action: 'budgets.changed', ...object, details });
        }
        return now;
      });
      return context.json(budgetsShown(after), 200);
    });
}

/** By the name of a repository; '*': of the whole installation. */
function byName({ installation, repositories }: StoredBudgets): Map<string, BudgetAmounts> {
  return new Map([
    ['*', amountsOf(installation)],
    ...repositories.map((one): [string, BudgetAmounts] => [one.repository, amountsOf(one)]),
  ]);
}

/** What changed, for the audit log; null: there is none. */
function difference(before: Map<string, BudgetAmounts>, after: Map<string, BudgetAmounts>) {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const [from, to] = [before.get(name) ?? null, after.get(name) ?? null];
      return JSON.stringify(from) === JSON.stringify(to) ? [] : [[name, { from, to }]];
    }),
  );
}
