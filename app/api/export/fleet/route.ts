import type { NextRequest } from 'next/server';
import { downloadFleet } from '@/lib/server/download-fleet';

export const GET = (request: NextRequest): Promise<Response> => downloadFleet(request);
