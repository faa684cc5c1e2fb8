/** Runs once in every web process, before the first request. */
export async function register(): Promise<void> {
  const { startWebProcess } = await import('@/lib/server/web-process');
  startWebProcess();
}
