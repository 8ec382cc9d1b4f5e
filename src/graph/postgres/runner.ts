/** What sends a statement: the data source, or the one transaction it belongs to. */
export interface Runner {
  query<Rows>(statement: string, parameters: unknown[]): Promise<Rows>;
}
