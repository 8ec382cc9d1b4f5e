/** The part of Atlassian's document format that is written. https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export interface AdfDocument {
  version: 1;
  type: 'doc';
  content: AdfBlock[];
}

export type AdfBlock =
  | { type: 'paragraph'; content: AdfInline[] }
  | { type: 'heading'; attrs: { level: number }; content: AdfInline[] }
  | { type: 'codeBlock'; attrs?: { language: string }; content: AdfText[] }
  | { type: 'blockquote'; content: AdfBlock[] }
  | { type: 'bulletList'; content: AdfItem[] }
  | { type: 'orderedList'; attrs: { order: number }; content: AdfItem[] }
  | { type: 'rule' }
  | { type: 'table'; content: AdfRow[] };

export interface AdfItem {
  type: 'listItem';
  content: AdfBlock[];
}

export interface AdfRow {
  type: 'tableRow';
  content: { type: 'tableHeader' | 'tableCell'; content: AdfBlock[] }[];
}

export interface AdfText {
  type: 'text';
  /** Never empty: Jira refuses it. */
  text: string;
  marks?: AdfMark[];
}

export type AdfInline = AdfText | { type: 'hardBreak' };

export type AdfMark = { type: 'strong' | 'em' | 'strike' | 'code' } | { type: 'link'; attrs: { href: string } };
