import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { InstallationSelect } from '../../layout/installation-select.js';
import { useInstallation } from '../../layout/use-installation.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { InlineCode } from '../../ui/inline-code.js';
import { RepoLink } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { BudgetLine } from './budget-line.js';
import { budgetsQuery } from './budgets-query.js';
import { EditBudgets } from './edit-budgets.js';

const { budgets: told } = words.usage;

/** The budgets of an installation and its repositories, and what is left of each. Administrators see and change them. */
export function BudgetsCard({
  installation: chosen,
  onChoose,
}: {
  installation: number | undefined;
  onChoose: (id: number) => void;
}) {
  const installation = useInstallation(chosen);
  const isAdmin = installation?.role === 'admin';
  const budgets = useQuery({
    ...budgetsQuery(installation?.id ?? 0),
    enabled: isAdmin,
  });
  const [isEditing, setEditing] = useState(false);
  if (installation === null) return null;
  return (
    <Card
      title={told.title}
      flush
      actions={
        <div className="flex items-center gap-2">
          <InstallationSelect value={installation.id} onChange={onChoose} />
          {isAdmin && (
            <Button small disabled={budgets.data === undefined} onClick={() => setEditing(true)}>
              {told.edit}
            </Button>
          )}
        </div>
      }
    >
      {isAdmin ? (
        <Loaded of={budgets} waiting={<SkeletonRows rows={2} />}>
          {(data) => (
            <>
              <ul className="divide-y divide-line">
                <BudgetLine name={told.whole(installation.account_login)} budget={data.installation} />
                {data.repositories.map((budget) => (
                  <BudgetLine key={budget.repository} name={<RepoLink repo={budget.repository} />} budget={budget} />
                ))}
              </ul>
              <p className="border-t border-line px-4 py-2 text-xs text-ink-faint">
                {told.dayEnds} <Time at={data.day_ends} full />, {told.monthEnds} <Time at={data.month_ends} full />.{' '}
                <InlineCode text={told.ofServer} />
              </p>
              {isEditing && (
                <EditBudgets installation={installation} budgets={data} onClose={() => setEditing(false)} />
              )}
            </>
          )}
        </Loaded>
      ) : (
        <Empty title={told.forAdmins} hint={told.forAdminsHint(installation.account_login)} />
      )}
    </Card>
  );
}
