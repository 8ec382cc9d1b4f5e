/** What is kept of a text that is not ours; there is no node for a link, an image, HTML or anything else that acts. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'emphasis'; children: Inline[] }
  | { kind: 'strong'; children: Inline[] };

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'quote'; children: Block[] }
  /** `start` is null for bullets. */
  | { kind: 'list'; start: number | null; items: Block[][] };
