import type { NextRequest } from 'next/server';
import { openLiveStream } from '@/lib/server/live/open-stream';

export const GET = (request: NextRequest): Promise<Response> => openLiveStream(request.signal);
