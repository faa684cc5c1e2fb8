import { downloadAudit } from '@/lib/server/download-audit';

export const GET = (): Promise<Response> => downloadAudit();
