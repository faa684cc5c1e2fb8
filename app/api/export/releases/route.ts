import type { NextRequest } from 'next/server';
import { downloadReleases } from '@/lib/server/download-releases';

export const GET = (request: NextRequest): Promise<Response> => downloadReleases(request);
