import { z } from 'zod';
import { previewApply } from '@/lib/server/queries/tenant-apply';
import { viewRoute } from '@/lib/server/routes';

/** A Result, not a bare view: why it cannot be planned is what the dialog shows. */
export const GET = viewRoute(
  z.object({ key: z.string().transform(decodeURIComponent), release: z.uuid() }),
  (engine, _operator, { key, release }) => previewApply(engine, key, release),
);
