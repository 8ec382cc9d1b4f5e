import pg from 'pg';

/**
 * A connection that is closed when the server leaves a query unanswered for `query_timeout`. pg itself gives up only
 * the query: the next one would wait behind it on the same dead connection, for as long as TCP takes to notice (fault
 * C9).
 */
export class ImpatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...parameters: unknown[]) => unknown;
    const guarded = (...parameters: unknown[]): unknown => {
      const answer = query(...parameters);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#closeIfSilent(error));
      return answer;
    };
    Object.assign(this, { query: guarded });
  }

  #closeIfSilent(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy();
  }
}
