import 'server-only';
import { uploadLimits } from '@/lib/engine/check-release';
import { may } from '@/lib/domain/verbs';
import type { Engine } from '@/lib/engine/context';
import type { Operator } from '../operator';
import type { PublishView } from '@/lib/wire/releases-view';
import { readReleaseFolders } from './release-folders';

/** What the publish page asks before a file is chosen. */
export async function readPublish({ db }: Engine, operator: Operator): Promise<PublishView> {
  const [changelogs, folders] = await Promise.all([
    db.changelog.findMany({
      orderBy: { name: 'asc' },
      select: {
        key: true,
        name: true,
        releases: { orderBy: { publishedAt: 'desc' }, select: { name: true, targetVersion: true } },
        _count: { select: { tenants: { where: { archivedAt: null } } } },
      },
    }),
    // What lies on this machine is nothing to somebody who may not publish it.
    may(operator.role, 'publish-release') ? readReleaseFolders() : null,
  ]);
  const { files, fileBytes, totalBytes, archiveBytes } = uploadLimits;
  return {
    changelogs: changelogs.map(({ key, name, releases, _count }) => {
      const [newest] = releases;
      return {
        key,
        name,
        names: releases.map((release) => release.name),
        newest: newest === undefined ? null : { name: newest.name, version: newest.targetVersion },
        tenants: _count.tenants,
      };
    }),
    folders,
    limits: { files, fileBytes, totalBytes, archiveBytes },
  };
}
