import { useState } from 'react';
import { words } from '../words/en.js';
import { Button } from './button.js';

/** Copies `text`; says that it did. */
export function CopyButton({ text, label = words.common.copy }: { text: string; label?: string }) {
  const [isDone, setDone] = useState(false);
  return (
    <Button
      small
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setDone(true);
          setTimeout(() => setDone(false), 2000);
        });
      }}
    >
      <span aria-live="polite">{isDone ? words.common.copied : label}</span>
    </Button>
  );
}
