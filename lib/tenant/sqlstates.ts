/** SQLSTATEs by name: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const sqlstate = {
  divisionByZero: '22012',
  foreignKeyViolation: '23503',
  notNullViolation: '23502',
  uniqueViolation: '23505',
  checkViolation: '23514',
  invalidAuthorization: '28000',
  invalidPassword: '28P01',
  invalidCatalogName: '3D000',
  invalidSchemaName: '3F000',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  syntaxError: '42601',
  insufficientPrivilege: '42501',
  undefinedColumn: '42703',
  undefinedTable: '42P01',
  duplicateDatabase: '42P04',
  duplicateTable: '42P07',
  tooManyConnections: '53300',
  lockNotAvailable: '55P03',
  objectInUse: '55006',
  queryCanceled: '57014',
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
} as const;

const transientStates: ReadonlySet<string> = new Set([
  sqlstate.lockNotAvailable,
  sqlstate.deadlockDetected,
  sqlstate.serializationFailure,
  sqlstate.tooManyConnections,
  sqlstate.adminShutdown,
  sqlstate.crashShutdown,
  sqlstate.cannotConnectNow,
  sqlstate.objectInUse,
]);

/** Whether the same work may succeed when tried again unchanged: locks, restarts, exhausted connections, class 08. */
export function isTransient(state: string | undefined): boolean {
  return state !== undefined && (transientStates.has(state) || state.startsWith('08'));
}
