import ReactMarkdown from 'react-markdown';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import type { Element, Root, RootContent } from 'hast';
import { Code } from './code.js';
import { LINK } from './links.js';
import { severityMark } from '../../review/render/severity-mark.js';

/** GitHub's own list without pictures: they would be fetched from wherever a text says. */
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => !['img', 'picture', 'source', 'input'].includes(name)),
};

/** Hidden markers of ours are comments: they are for programs. */
function withoutComments() {
  const clean = (node: Root | Element): void => {
    node.children = (node.children as RootContent[]).filter(({ type }) => type !== 'comment') as typeof node.children;
    for (const child of node.children) if (child.type === 'element') clean(child);
  };
  return clean;
}

/** The marks of a review, drawn as everywhere else on the pages: not every system has a font with them. */
const MARKS: ReadonlyMap<string, string> = new Map(
  Object.entries(severityMark).map(([severity, mark]) => [mark, severity]),
);
const MARK = new RegExp(`(${[...MARKS.keys()].join('|')})`, 'u');

function withMarks() {
  const draw = (node: Root | Element): void => {
    node.children = (node.children as RootContent[]).flatMap((child): RootContent[] => {
      if (child.type === 'element' && child.tagName !== 'code') draw(child);
      if (child.type !== 'text') return [child];
      return child.value.split(MARK).flatMap((part): RootContent[] => {
        const severity = MARKS.get(part);
        if (severity === undefined) return part === '' ? [] : [{ type: 'text', value: part }];
        const properties = { className: ['mark'], dataSeverity: severity, role: 'img', ariaLabel: severity };
        return [{ type: 'element', tagName: 'span', properties, children: [] }];
      });
    }) as typeof node.children;
  };
  return draw;
}

/** Loaded when the first text is shown. */
export default function MarkdownRendered({ text }: { text: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[rehypeRaw, withoutComments, [rehypeSanitize, schema], withMarks]}
        components={{
          a: ({ href, children }) => (
            <a href={href} className={LINK} target="_blank" rel="noreferrer nofollow">
              {children}
            </a>
          ),
          // Only blocks have a language or a line break; the rest stands in its line.
          code: ({ className, children }) => {
            const source = typeof children === 'string' ? children : '';
            const language = /language-([\w-]+)/.exec(className ?? '')?.[1];
            return language === undefined && !source.includes('\n') ? (
              <code>{children}</code>
            ) : (
              <Code text={source.replace(/\n$/, '')} language={language ?? ''} />
            );
          },
          pre: ({ children }) => <>{children}</>,
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}
