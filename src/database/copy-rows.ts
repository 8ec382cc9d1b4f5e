import { once } from 'node:events';
import type { Writable } from 'node:stream';
import pg from 'pg';

/** The parts of pg's connection and query that it does not type; a test goes through all of them. */
interface Wire {
  readonly stream: Writable & { pause(): void; resume(): void };
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}
interface CopyQuery extends pg.Submittable {
  handleCopyData(message: { chunk: Buffer }, wire: Wire): void;
  handleCopyInResponse(wire: Wire): void;
}
type Done = (error: Error | null, result?: { rowCount: number | null }) => void;

const PIECE = 64 * 1024;

/**
 * Writes what `COPY … TO STDOUT` says to `sink`, no faster than that takes it, and leaves it open. Returns how many rows
 * and bytes there were. Throws what the database or the sink throws; the connection is of no more use after the latter.
 */
export async function copyOut(
  client: pg.ClientBase,
  statement: string,
  sink: Writable,
): Promise<{ rows: number; bytes: number }> {
  let held: Buffer[] = [];
  let size = 0;
  let bytes = 0;
  /** Reads on; null: it reads. */
  let readOn: (() => void) | null = null;
  const flush = (): boolean => {
    const piece = Buffer.concat(held, size);
    [held, size] = [[], 0];
    return piece.length === 0 || sink.write(piece);
  };
  const rows = await new Promise<number>((resolve, reject) => {
    sink.once('error', reject);
    const query = createQuery(statement, (error, result) => {
      sink.off('error', reject);
      // A sink that is ended now says no more that it is ready, and the connection would stay as it is.
      readOn?.();
      if (error) reject(error);
      else resolve(result?.rowCount ?? 0);
    });
    query.handleCopyData = ({ chunk }, wire) => {
      // Its memory is the reader's own, who goes on with it.
      held.push(Buffer.from(chunk));
      size += chunk.length;
      bytes += chunk.length;
      // What was read before it paused still arrives.
      if (size < PIECE || flush() || readOn !== null) return;
      wire.stream.pause();
      const goOn = () => {
        sink.off('drain', goOn);
        readOn = null;
        wire.stream.resume();
      };
      readOn = goOn;
      sink.once('drain', goOn);
    };
    client.query(query);
  });
  flush();
  return { rows, bytes };
}

/**
 * Gives `chunks` to `COPY … FROM STDIN`, no faster than the database takes them. Returns how many rows that made.
 * Throws what the database or the chunks throw; in the latter case the statement has failed, too.
 */
export async function copyIn(client: pg.ClientBase, statement: string, chunks: AsyncIterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    let broken: unknown = null;
    let ended = false;
    const query = createQuery(statement, (error, result) => {
      ended = true;
      if (error) reject(broken ?? error);
      else resolve(result?.rowCount ?? 0);
    });
    query.handleCopyInResponse = (wire) => {
      void (async () => {
        for await (const chunk of chunks) {
          if (ended) return;
          wire.sendCopyFromChunk(chunk);
          if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain');
        }
        wire.endCopyFrom();
      })().catch((error: unknown) => {
        broken = error;
        if (ended) return;
        wire.sendCopyFail('what was to be copied could not be read');
      });
    };
    client.query(query);
  });
}

function createQuery(statement: string, done: Done): CopyQuery {
  const made: unknown = new pg.Query(statement, done as never);
  return made as CopyQuery;
}
