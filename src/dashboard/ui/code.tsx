import { useEffect, useState, type ReactNode } from 'react';
import type { ElementContent, RootContent } from 'hast';

type Highlight = (text: string, language: string) => (ElementContent | RootContent)[];

let highlight: Highlight | null = null;
let coming: Promise<Highlight> | null = null;

/** Longer texts stay without colours: the page must not stand still for them. */
const LONGEST = 60_000;

/** Gives colours once they are loaded; null until then. */
function useHighlight(): Highlight | null {
  const [made, setMade] = useState<Highlight | null>(() => highlight);
  useEffect(() => {
    if (highlight !== null) return;
    coming ??= import('./highlight.js').then((module) => (highlight = module.highlight));
    let isHere = true;
    void coming.then((found) => isHere && setMade(() => found));
    return () => void (isHere = false);
  }, []);
  return made;
}

function show(nodes: readonly (ElementContent | RootContent)[]): ReactNode {
  return nodes.map((node, at) => {
    if (node.type === 'text') return node.value;
    if (node.type !== 'element') return null;
    const names = node.properties.className;
    return (
      <span key={at} className={Array.isArray(names) ? names.join(' ') : undefined}>
        {show(node.children)}
      </span>
    );
  });
}

/** One piece of code with the colours of its language, in the line of a text. */
export function CodeText({ text, language }: { text: string; language: string }) {
  const colours = useHighlight();
  if (colours === null || text.length > LONGEST) return text;
  return show(colours(text, language));
}

/** A block of code. */
export function Code({ text, language }: { text: string; language: string }) {
  return (
    <pre className="code" tabIndex={0}>
      <code>
        <CodeText text={text} language={language} />
      </code>
    </pre>
  );
}
