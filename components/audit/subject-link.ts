import { paths } from '@/lib/wire/paths';
import type { AuditLineView } from '@/lib/wire/audit-view';

/** Where the thing that a line is about can be seen; null when it has no page of its own. */
export function subjectLink({ subject, label }: Pick<AuditLineView, 'subject' | 'label'>): string | null {
  const at = subject.indexOf(':');
  if (at < 0) return null;
  const id = subject.slice(at + 1);
  switch (subject.slice(0, at)) {
    case 'rollout':
      return paths.rollout(id);
    case 'release':
      return paths.release(id);
    case 'approval':
      return paths.approval(id);
    case 'tenant':
      // Pages of tenants and servers go by key, which the label of a line is.
      return label === '' ? null : paths.tenant(label);
    case 'server':
      return label === '' ? null : paths.server(label);
    default:
      return null;
  }
}
