import { useMutation } from '@tanstack/react-query';
import { Button } from '../../ui/button.js';
import { words } from '../../words/en.js';
import type { FindingRow } from './finding-queries.js';
import { useFindingActions, type Target } from './use-finding-actions.js';

const { card } = words.findings;

interface Props {
  of: Target & Pick<FindingRow, 'state'>;
  mayWrite: boolean;
  /** Opens the question for the reason. */
  onDismiss: () => void;
}

/** What can be done with a finding in the state that it is in; without the right to it, why not. */
export function FindingActions({ of, mayWrite, onDismiss }: Props) {
  const { reopen } = useFindingActions();
  const reopening = useMutation({ mutationFn: () => reopen([of]) });
  if (of.state !== 'open' && of.state !== 'dismissed') return null;
  if (!mayWrite) return <p className="text-xs text-ink-soft">{card.needsWrite}</p>;
  return of.state === 'open' ? (
    <Button small onClick={onDismiss}>
      {card.dismiss}
    </Button>
  ) : (
    <Button small busy={reopening.isPending} onClick={() => reopening.mutate()}>
      {card.reopen}
    </Button>
  );
}
