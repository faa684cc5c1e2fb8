import { z } from 'zod';
import type { HistoryRow } from '@/lib/domain/history';

/** A history row as the control plane keeps it in an observation or attempt. */
export const historyRow = z.object({
  installedRank: z.number().int(),
  version: z.string().nullable(),
  description: z.string(),
  type: z.string(),
  script: z.string(),
  checksum: z.number().int().nullable(),
  installedBy: z.string(),
  installedOn: z.string(),
  executionTime: z.number(),
  success: z.boolean(),
}) satisfies z.ZodType<HistoryRow>;

export const historyRows = z.array(historyRow);
