/** How far a scan is; told after each piece. */
export interface ScanProgress {
  phase: 'download' | 'files' | 'symbols' | 'edges';
  /** Of this phase. */
  filesTotal: number | null;
  filesRead: number;
  symbols: number;
  edges: number;
}
