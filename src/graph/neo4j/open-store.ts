import neo4j, { type Driver, type ManagedTransaction } from 'neo4j-driver';
import { fromCypher, toCypher } from './cypher-values.js';
import { defaultTimes, type Neo4jSettings, type Neo4jTimes } from './neo4j-settings.js';
import { readTrouble, unavailable } from './neo4j-trouble.js';
import { createStoreBreaker } from './store-breaker.js';

/** Parameters of a statement; the tenant is among them. */
export type Parameters = Readonly<Record<string, unknown>>;
/** Sends one statement, and returns its rows. */
export type Run = <Row>(statement: string, parameters: Parameters) => Promise<Row[]>;

export interface Neo4jStore {
  /** Reads, within the time for reading; never repeated but for a connection that was dead. */
  read: Run;
  /** One transaction, repeated as a whole where Neo4j says that this helps. */
  write<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /** A statement with transactions of its own (CALL … IN TRANSACTIONS): safe to repeat, and not done by itself. */
  remove: Run;
  close(): Promise<void>;
}

/** A write that comes after this much silence asks first whether anybody is there. */
const SILENCE_MS = 1000;
const ATTEMPTS = 4;

/**
 * Opens a Neo4j; nothing is connected before the first question. Everything throws Neo4jUnavailableError where there is
 * no answer in time: a connection that went dead without a word (half-open, a black hole) is thrown away with all
 * others, since the driver itself waits for it for ever.
 */
export function openStore(settings: Neo4jSettings, times: Neo4jTimes = defaultTimes): Neo4jStore {
  const breaker = createStoreBreaker(times.breaker);
  const database = settings.database ?? undefined;
  let driver = createDriver(settings, times);
  let heardAt = 0;

  async function inTime<T>(ms: number, work: (driver: Driver) => Promise<T>): Promise<T> {
    const asked = { at: Date.now(), driver };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unavailable(heardAt > asked.at ? 'slow' : 'silent')), ms);
    });
    const working = work(driver);
    // Nobody listens any more once the time is over.
    working.catch(() => undefined);
    try {
      const value = await Promise.race([working, late]);
      heardAt = Date.now();
      return value;
    } catch (error) {
      const trouble = readTrouble(error);
      if (trouble?.trouble === 'silent') renew(asked.driver);
      throw trouble ?? error;
    } finally {
      clearTimeout(timer);
    }
  }

  function renew(silent: Driver): void {
    if (silent !== driver) return;
    driver = createDriver(settings, times);
    silent.close().catch(() => undefined);
  }

  async function readOnce<Row>(on: Driver, statement: string, parameters: Parameters): Promise<Row[]> {
    const session = on.session({ database, defaultAccessMode: 'READ' });
    try {
      const { records } = await session.run(statement, asParameters(parameters), { timeout: times.query });
      return records.map((record) => fromCypher(record.toObject()) as Row);
    } finally {
      void session.close().catch(() => undefined);
    }
  }

  const read: Run = (statement, parameters) =>
    breaker.run(() =>
      inTime(times.read, async (on) => {
        try {
          return await readOnce(on, statement, parameters);
        } catch (error) {
          // The server was started anew: the driver has dropped its dead connections with the first of them.
          if (readTrouble(error)?.trouble !== 'away') throw error;
          return await readOnce(on, statement, parameters);
        }
      }),
    );

  async function writeOnce<T>(on: Driver, work: (run: Run) => Promise<T>): Promise<T> {
    const session = on.session({ database });
    try {
      return await session.executeWrite((transaction) => work(runIn(transaction)), { timeout: times.write });
    } finally {
      void session.close().catch(() => undefined);
    }
  }

  async function isThere(): Promise<void> {
    if (Date.now() - heardAt > SILENCE_MS) await read('RETURN 1 AS there', {});
  }

  return {
    read,
    write: async (work) => {
      await isThere();
      return breaker.run(() => inTime(times.write, (on) => again(() => writeOnce(on, work))));
    },
    remove: async <Row>(statement: string, parameters: Parameters) => {
      await isThere();
      return breaker.run(() =>
        inTime(times.removal, async (on) => {
          const session = on.session({ database });
          try {
            const { records } = await session.run(statement, asParameters(parameters), { timeout: times.removal });
            return records.map((record) => fromCypher(record.toObject()) as Row);
          } finally {
            void session.close().catch(() => undefined);
          }
        }),
      );
    },
    close: () => driver.close(),
  };
}

/** A node that a transaction waited for was deleted by the one that held it: now it finds what is there. */
async function again<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt === ATTEMPTS || !isGone(error)) throw error;
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof neo4j.Neo4jError && error.code === 'Neo.ClientError.Statement.EntityNotFound';
}

function runIn(transaction: ManagedTransaction): Run {
  return async <Row>(statement: string, parameters: Parameters) => {
    const { records } = await transaction.run(statement, asParameters(parameters));
    return records.map((record) => fromCypher(record.toObject()) as Row);
  };
}

function asParameters(parameters: Parameters): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, toCypher(value)]));
}

function createDriver({ uri, username, password }: Neo4jSettings, times: Neo4jTimes): Driver {
  return neo4j.driver(uri, neo4j.auth.basic(username, password), {
    disableLosslessIntegers: true,
    connectionAcquisitionTimeout: times.acquisition,
    connectionTimeout: times.acquisition,
    maxTransactionRetryTime: times.retry,
    maxConnectionPoolSize: 20,
    telemetryDisabled: true,
    userAgent: 'nectr',
  });
}
