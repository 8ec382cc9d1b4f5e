import { words } from '../words/en.js';
import { Button } from './button.js';

/** The way to the next rows of a list; nothing where all are shown. */
export function More({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!of.hasNextPage) return null;
  return (
    <div className="flex justify-center border-t border-line p-3">
      <Button busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        {words.common.more}
      </Button>
    </div>
  );
}
