/**
 * Loaded into the processes that `npm start` supervises (`node --import`): if the starter is killed and cannot stop
 * them, they end in order by themselves, and no worker is left behind on a machine where nobody looks for one.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
