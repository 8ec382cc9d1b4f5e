import pg from 'pg';
import { nameOf } from './prepared.js';
import { storableParameters } from './storable-parameters.js';

type Query = (...parameters: unknown[]) => unknown;

/**
 * A connection that is closed when the server leaves a query unanswered for `query_timeout`. pg itself gives up only
 * the query: the next one would wait behind it on the same dead connection, for as long as TCP takes to notice (fault
 * C9). Text that PostgreSQL refuses, which people outside can send, is made storable here, so that no statement fails by
 * it. What is `prepared` is planned once on it; where a migration has changed what such a plan returns it is closed,
 * too, and the next one plans anew.
 */
export class ImpatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as Query;
    const guarded: Query = (text, values, ...rest) => {
      const name = typeof text === 'string' ? nameOf(text) : undefined;
      const answer = query(name === undefined ? text : { name, text }, storableParameters(values), ...rest);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#closeIfUseless(error));
      return answer;
    };
    Object.assign(this, { query: guarded });
  }

  /** What is asked until the end of this turn goes out in one piece. */
  together(): void {
    const { stream } = this.connection;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  #closeIfUseless(error: unknown): void {
    if (!(error instanceof Error)) return;
    const isSilent = error.message === 'Query read timeout';
    const isOutdated = error.message === 'cached plan must not change result type';
    if (isSilent || isOutdated) this.connection.stream.destroy();
  }
}
