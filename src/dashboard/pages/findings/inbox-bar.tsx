import { count } from '../../format/number.js';
import { Button } from '../../ui/button.js';
import { words } from '../../words/en.js';

const { findings: said } = words;

interface Props {
  loaded: number;
  hasMore: boolean;
  selected: number;
  /** Of the selected, those that can be dismissed. */
  dismissable: number;
  onAll: () => void;
  onNone: () => void;
  onDismiss: () => void;
  onHelp: () => void;
}

/** Above the list: how much there is, and what is done with what is selected. */
export function InboxBar({ loaded, hasMore, selected, dismissable, onAll, onNone, onDismiss, onHelp }: Props) {
  return (
    <div
      role="toolbar"
      aria-label={said.list}
      className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5 text-xs text-ink-soft"
    >
      <input
        type="checkbox"
        className="size-4 accent-action"
        aria-label={selected > 0 ? said.selectNone : said.selectAll}
        checked={selected > 0 && selected === loaded}
        ref={(box) => {
          if (box !== null) box.indeterminate = selected > 0 && selected < loaded;
        }}
        onChange={() => (selected > 0 ? onNone() : onAll())}
      />
      <span aria-live="polite" className="tabular-nums">
        {selected > 0 ? said.selected(selected) : said.shown(count(loaded), hasMore)}
      </span>
      {selected > 0 && (
        <>
          <Button
            small
            disabled={dismissable === 0}
            title={dismissable === 0 ? said.cannotDismiss : undefined}
            onClick={onDismiss}
          >
            {said.dismissSelected}
          </Button>
          <Button small look="quiet" onClick={onNone}>
            {said.selectNone}
          </Button>
        </>
      )}
      <Button small look="quiet" className="ml-auto" aria-label={said.keys.open} onClick={onHelp}>
        ?
      </Button>
    </div>
  );
}
