import { words } from '../words/en.js';
import { Button } from './button.js';

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The way to the next rows of a list; nothing at its end. */
export function MoreButton({ of }: { of: Paged }) {
  if (!of.hasNextPage) return null;
  return (
    <div className="border-t border-line p-3 text-center">
      <Button busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        {words.common.more}
      </Button>
    </div>
  );
}
