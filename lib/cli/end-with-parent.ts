import { fileURLToPath } from 'node:url';

/**
 * Loaded into the processes that `npm start` supervises (`node --import`): if the starter is killed and cannot stop
 * them, they end in order by themselves, and no worker is left behind on a machine where nobody looks for one.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

// What they fork in turn (`next dev` does) talks to them over its own channel, and lives by it: not loaded there.
const at = process.execArgv.indexOf(fileURLToPath(import.meta.url));
if (at > 0) process.execArgv.splice(at - 1, 2);
