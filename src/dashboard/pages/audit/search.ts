import { numberIn, textIn } from '../../layout/search-params.js';

export const AUDIT_DAYS = [1, 7, 30, 90] as const;

export interface AuditSearch {
  actor?: string;
  action?: string;
  /** Of so many days; all unless told. */
  days?: (typeof AUDIT_DAYS)[number];
}

/** What the address of the page may say. */
export const auditSearch = (search: Record<string, unknown>): AuditSearch => {
  const actor = textIn(search.actor);
  const action = textIn(search.action);
  const given = numberIn(search.days);
  const days = AUDIT_DAYS.find((one) => one === given);
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(days === undefined ? {} : { days }),
  };
};
