import { readReleases } from '@/lib/server/queries/releases';
import { viewRoute } from '@/lib/server/routes';
import { releasesQuery } from '@/lib/wire/releases-view';

export const GET = viewRoute(releasesQuery, (engine, _operator, query) => readReleases(engine, query));
