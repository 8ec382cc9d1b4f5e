import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { Token } from './token-queries.js';

/** Asks before a token is revoked: there is no way back. */
export function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => answerOf(api.tokens[':id'].$delete({ param: { id: token.id }, query: {} })),
    onSuccess: () => say(words.tokens.revoked(token.name)),
    onError: complain,
    onSettled: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  return (
    <Dialog open onClose={onClose} title={words.tokens.revokeOf(token.name)} description={words.tokens.revokeHint}>
      <DialogActions>
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button look="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
          {words.tokens.revoke}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
