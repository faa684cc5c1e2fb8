import { createServer } from 'node:net';

/** Whether we could listen there now. */
export function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** The first free port of `count` from `first` on; undefined if there is none. */
export async function firstFreePort(host: string, first: number, count: number): Promise<number | undefined> {
  for (let port = first; port < first + count; port += 1) if (await canListen(host, port)) return port;
  return undefined;
}
