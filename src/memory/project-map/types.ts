/** What a map of a repository tells. */
export const MAP_PARTS = ['stack', 'layout', 'commands', 'conventions', 'risks', 'owners'] as const;
export type MapPart = (typeof MAP_PARTS)[number];

/** A document of the base branch, cut. */
export interface MapDocument {
  path: string;
  text: string;
}

/** One part of the map, with the lines that it rests on. */
export interface MapEntry {
  part: MapPart;
  text: string;
  path: string;
  /** 1-based, the first of the quoted ones. */
  line: number;
  quote: string;
  /** 0 to 1. */
  confidence: number;
}

/** What of a repository a map is made of. */
export interface MapMaterial {
  documents: readonly MapDocument[];
  /** All files of the base branch. */
  paths: readonly string[];
}
