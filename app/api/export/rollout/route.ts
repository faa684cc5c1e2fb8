import type { NextRequest } from 'next/server';
import { downloadRollout } from '@/lib/server/download-rollout';

export const GET = (request: NextRequest): Promise<Response> => downloadRollout(request);
