import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LONGEST_TEXT } from '../../../memory/types.js';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Field, Textarea } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { say } from '../../ui/toast.js';
import { useChanged } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';
import type { Memory } from './memory-queries.js';

const { edit } = words.memory;

/** Gives a memory other words. */
export function EditMemory({ memory, onClose }: { memory: Memory; onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(memory.text);
  const changed = useChanged(text.trim());
  const save = useMutation({
    mutationFn: () => answerOf(api.memory[':id'].$patch({ param: { id: memory.id }, query: {}, json: { text } })),
    onSuccess: async () => {
      say(words.common.saved);
      onClose();
      await client.invalidateQueries({ queryKey: ['memory'] });
    },
  });
  return (
    <FormDialog changed={changed} onClose={onClose} title={edit.title(memory.handle)} description={edit.hint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field label={words.memory.text} error={save.error?.message ?? null}>
          {(ids) => (
            <Textarea
              {...ids}
              required
              rows={4}
              maxLength={LONGEST_TEXT}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" busy={save.isPending} disabled={text.trim() === ''}>
            {words.common.save}
          </Button>
        </DialogActions>
      </form>
    </FormDialog>
  );
}
