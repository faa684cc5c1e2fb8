'use server';

import type { Result } from '@/lib/domain/refusal';
import { verifyAudit, type AuditReport } from '@/lib/engine/verify-audit';
import { verifyAuditInput } from '@/lib/wire/audit-view';
import { action } from '../action';

const verify = action('verify-audit', verifyAuditInput, (engine, operator, { exportedHead }) =>
  verifyAudit(engine, operator, exportedHead === null ? {} : { exportedHead }),
);

/** Reads the whole chain: seconds for a large log. */
export async function verifyAuditAction(input: unknown): Promise<Result<AuditReport>> {
  return verify(input);
}
