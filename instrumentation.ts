/** Runs once in every web process, before the first request. */
export async function register(): Promise<void> {
  // Next compiles this file for its edge runtime too and puts a constant here. Only inside such a block does it leave
  // the import out there; an early return would have all of Node compiled for edge.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startWebProcess } = await import('@/lib/server/web-process');
    startWebProcess();
  }
}
