import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useWritable } from '../../api/repositories.js';
import { useMedia } from '../../layout/use-media.js';
import { Button } from '../../ui/button.js';
import { classes } from '../../ui/classes.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty } from '../../ui/states.js';
import { say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { DismissDialog } from './dismiss-dialog.js';
import { FindingPane, FindingSheet } from './finding-pane.js';
import type { Asked, FindingRow } from './finding-queries.js';
import { FindingsList } from './findings-list.js';
import { InboxBar } from './inbox-bar.js';
import { KeysHelp } from './keys-help.js';
import { useCursor } from './use-cursor.js';
import type { Target } from './use-finding-actions.js';
import { useInbox } from './use-inbox.js';
import { useInboxKeys } from './use-inbox-keys.js';
import { useSelection } from './use-selection.js';

const ROOM_BESIDE = '(min-width: 900px)';
/** Who holds `j` down passes by many; the one where it ends is shown. */
const PASSING_MS = 120;

interface Props {
  asked: Asked;
  shown: string | undefined;
  onShow: (id: string | undefined, how?: { replace?: boolean }) => void;
  clear: () => void;
}

/** The list of findings with the chosen one beside it, and what is done by keys. */
export function Inbox({ asked, shown, onShow, clear }: Props) {
  const { inbox, rows } = useInbox(asked);
  const isWide = useMedia(ROOM_BESIDE);
  const cursor = useCursor(rows, shown);
  const selection = useSelection(rows);
  const [targets, setTargets] = useState<readonly Target[]>([]);
  const [isHelp, setHelp] = useState(false);
  const passing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(passing.current), []);

  const current = rows[cursor.at];
  const { moveTo } = cursor;
  const move = (by: number) => {
    const id = moveTo(cursor.at + by);
    if (shown === undefined || id === null) return;
    clearTimeout(passing.current);
    passing.current = setTimeout(() => onShow(id, { replace: true }), PASSING_MS);
  };
  const showAt = useCallback(
    (at: number) => {
      moveTo(at);
      const row = rows[at];
      if (row !== undefined) onShow(row.id, { replace: shown !== undefined });
    },
    [moveTo, rows, onShow, shown],
  );
  const { toggle } = selection;
  const toggleAt = useCallback(
    (at: number) => {
      moveTo(at);
      const row = rows[at];
      if (row !== undefined) toggle(row.id);
    },
    [moveTo, rows, toggle],
  );
  const isWritable = useWritable();
  const dismissable = useMemo(
    () => selection.rows.filter(({ state, repo }) => state === 'open' && isWritable(repo)),
    [selection.rows, isWritable],
  );
  const dismiss = () => {
    const chosen = selection.rows.length > 0 ? selection.rows : current === undefined ? [] : [current];
    const open = chosen.filter(({ state }) => state === 'open');
    const wanted = open.filter(({ repo }) => isWritable(repo));
    if (wanted.length > 0) setTargets(wanted);
    else if (chosen.length > 0) say(open.length > 0 ? words.findings.mayNotDismiss : words.findings.nothingToDismiss);
  };
  useInboxKeys({
    next: () => move(1),
    previous: () => move(-1),
    toggle: () => cursor.at >= 0 && toggleAt(cursor.at),
    dismiss,
    openOnGitHub: () => current !== undefined && window.open(current.url, '_blank', 'noopener'),
    show: () => cursor.at >= 0 && showAt(cursor.at),
    close: () => (shown === undefined ? selection.none() : onShow(undefined)),
    help: () => setHelp(true),
  });

  const { hasNextPage, isFetching, fetchNextPage, isFetchNextPageError } = inbox;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  // A page of which nothing is shown here would otherwise be the last.
  useEffect(() => {
    if (rows.length === 0) more();
  }, [rows.length, more]);

  const isBeside = isWide && shown !== undefined;
  const pane = { onClose: () => onShow(undefined), onDismiss: (finding: Target) => setTargets([finding]) };
  return (
    <div
      className={classes(
        'grid h-[calc(100dvh-13rem)] min-h-96 gap-4 max-md:h-[calc(100dvh-19rem)]',
        isBeside && 'grid-cols-[minmax(0,5fr)_minmax(0,6fr)]',
      )}
    >
      <div className="flex min-h-0 min-w-0 flex-col rounded-lg border border-line bg-surface">
        <Loaded of={inbox}>
          {() =>
            rows.length === 0 && !hasNextPage ? (
              <NoFindings isFiltered={Object.keys(asked).length > 0} clear={clear} />
            ) : (
              <>
                <InboxBar
                  loaded={rows.length}
                  hasMore={hasNextPage}
                  selected={selection.rows.length}
                  dismissable={dismissable.length}
                  onAll={selection.all}
                  onNone={selection.none}
                  onDismiss={() => setTargets(dismissable)}
                  onHelp={() => setHelp(true)}
                />
                <FindingsList
                  rows={rows}
                  cursor={cursor.at}
                  moves={cursor.moves}
                  shown={shown}
                  selected={selection.ids}
                  withState={asked.state === 'all'}
                  onShow={showAt}
                  onToggle={toggleAt}
                  onEnd={more}
                />
                {isFetchNextPageError && (
                  <div
                    role="alert"
                    className="flex items-center justify-between gap-2 border-t border-line px-4 py-2 text-xs"
                  >
                    {words.errors.title}
                    <Button small onClick={() => void fetchNextPage()}>
                      {words.errors.retry}
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </Loaded>
      </div>
      {isBeside && <FindingPane id={shown} {...pane} />}
      {!isWide && <FindingSheet id={shown} {...pane} />}
      <DismissDialog
        targets={targets}
        onClose={() => setTargets([])}
        onDone={({ done }) => {
          selection.drop(done.map(({ id }) => id));
          const isGone = asked.state !== 'all' && done.some(({ id }) => id === shown);
          if (isGone) onShow(nextAfter(rows, done, cursor.at), { replace: true });
        }}
      />
      <KeysHelp open={isHelp} onClose={() => setHelp(false)} />
    </div>
  );
}

/** Whoever goes through the list sees the next one; nothing at its end. */
function nextAfter(rows: readonly FindingRow[], done: readonly Target[], at: number): string | undefined {
  const gone = new Set(done.map(({ id }) => id));
  const isLeft = ({ id }: FindingRow) => !gone.has(id);
  return (rows.slice(Math.max(at, 0)).find(isLeft) ?? rows.slice(0, Math.max(at, 0)).findLast(isLeft))?.id;
}

function NoFindings({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  const { noneTitle, noneHint, noMatch } = words.findings;
  if (!isFiltered) return <Empty title={noneTitle} hint={noneHint} />;
  return <Empty title={noMatch} action={<Button onClick={clear}>{words.common.clearFilters}</Button>} />;
}
