import { Socket } from 'node:net';

/**
 * Notes where this process connects to: HTTP and HTTPS of Node, its `fetch`, and whatever a package brings, all go
 * through sockets. `end` gives the places, each once.
 */
export function watchNetwork(): { end(): string[] } {
  const places = new Set<string>();
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    // `net.connect` hands its options over in an array.
    const [first] = given.flat() as [unknown];
    if (typeof first === 'object' && first !== null) {
      const { host, port, path } = first as { host?: string; port?: number; path?: string };
      places.add(path ?? `${host ?? 'localhost'}:${port}`);
    } else places.add(String(first));
    return Reflect.apply(connect, this, given);
  } as typeof connect;
  return {
    end: () => {
      Socket.prototype.connect = connect;
      return [...places];
    },
  };
}
