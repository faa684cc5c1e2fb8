import { downloadServers } from '@/lib/server/download-servers';

export const GET = (): Promise<Response> => downloadServers();
