/** How far a scan is; told after each piece. */
export interface ScanProgress {
  phase: 'download' | 'files' | 'symbols' | 'finish';
  filesTotal: number | null;
  filesRead: number;
  symbols: number;
  edges: number;
}
