import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from './generated/client';

/** The control plane. One per process. */
export type Database = PrismaClient;
/** Inside a transaction: the same models, no nested transactions. */
export type Transaction = Prisma.TransactionClient;

/** @param maxConnections size of this process's pool. */
export function createDatabase(url: string, maxConnections = 10): Database {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: maxConnections }),
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
  });
}
