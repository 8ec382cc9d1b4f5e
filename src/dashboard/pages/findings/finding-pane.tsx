import { Dialog as Base } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMayWrite } from '../../api/repositories.js';
import { Button } from '../../ui/button.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { words } from '../../words/en.js';
import { FindingCard } from './finding-card.js';
import { findingOf, type FindingDetail } from './finding-queries.js';

interface Props {
  id: string;
  onClose: () => void;
  onDismiss: (finding: FindingDetail) => void;
}

/** The finding that is chosen, beside the list. */
export function FindingPane(props: Props) {
  return (
    <section
      aria-label={words.findings.detail}
      className="flex min-h-0 min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <Shown {...props} />
    </section>
  );
}

/** The same over the whole page, where there is no room beside. */
export function FindingSheet({ id, ...props }: Omit<Props, 'id'> & { id: string | undefined }) {
  return (
    <Base.Root open={id !== undefined} onOpenChange={(isOpen) => isOpen || props.onClose()}>
      <Base.Portal>
        <Base.Popup className="fixed inset-0 z-30 flex flex-col bg-surface">
          <Base.Title className="sr-only">{words.findings.detail}</Base.Title>
          {id !== undefined && <Shown id={id} {...props} />}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Shown({ id, onClose, onDismiss }: Props) {
  const finding = useQuery(findingOf(id));
  const mayWrite = useMayWrite(finding.data?.repo);
  return (
    <>
      <Head onClose={onClose}>{finding.data !== undefined && <Origin of={finding.data} />}</Head>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label={words.findings.detail}>
        <Loaded of={finding}>
          {(data) => <FindingCard bare finding={data} mayWrite={mayWrite} onDismiss={() => onDismiss(data)} />}
        </Loaded>
      </div>
    </>
  );
}

function Head({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <div className="flex min-h-11 items-center justify-between gap-2 border-b border-line py-1.5 pr-2 pl-4">
      <div className="min-w-0 text-xs">{children}</div>
      <Button look="quiet" small aria-label={words.findings.close} onClick={onClose}>
        <span aria-hidden="true">×</span>
      </Button>
    </div>
  );
}

function Origin({ of }: { of: FindingDetail }) {
  return (
    <Link to="/reviews/$id" params={{ id: of.review_id }} className={`${LINK} line-clamp-1 wrap-anywhere`}>
      {of.repo}#{of.pr_number} {of.pr_title}
    </Link>
  );
}
