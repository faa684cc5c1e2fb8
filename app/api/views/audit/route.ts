import { auditQuery } from '@/lib/wire/audit-view';
import { readAudit } from '@/lib/server/queries/audit';
import { viewRoute } from '@/lib/server/routes';

export const GET = viewRoute(auditQuery, (engine, _operator, query) => readAudit(engine, query));
