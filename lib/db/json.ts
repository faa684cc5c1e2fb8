import type { z } from 'zod';
import type { Prisma } from './generated/client';

/** A value for a JSON column. Undefined properties vanish, as JSON has none. */
export const toJson = (value: unknown): Prisma.InputJsonValue =>
  JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

/** A JSON column is foreign input like any other: parsed, not believed. A row that does not fit is a bug and throws. */
export const fromJson = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> =>
  schema.parse(value);
