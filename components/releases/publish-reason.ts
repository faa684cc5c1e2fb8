import type { Role } from '@/lib/domain/verbs';
import { agree, plural } from '@/lib/wire/fact-text';
import type { PublishView, ReleaseDraft } from '@/lib/wire/releases-view';
import type { ReleaseNaming } from '@/components/releases/name-card';
import { secretsMissing, type PlaceholderChoices } from '@/components/releases/placeholder-draft';
import { roleReason } from '@/components/rollouts/why-not';

/** Why the release cannot be published yet: the first thing to do; undefined when nothing is left. */
export function publishReason(asked: {
  readonly role: Role;
  readonly view: PublishView;
  readonly naming: ReleaseNaming;
  readonly draft: ReleaseDraft | null;
  readonly checking: boolean;
  readonly choices: PlaceholderChoices;
}): string | undefined {
  const { role, view, naming, draft, checking, choices } = asked;
  const byRole = roleReason(role, 'publish-release');
  if (byRole !== undefined) return byRole;
  if (checking) return 'The scripts are being read.';
  if (draft === null) return 'Choose the scripts first.';
  if (draft.problemCount > 0) {
    return `Mend the ${plural(draft.problemCount, 'problem')} in the files first.`;
  }
  if (draft.sameAs !== null) return `These are exactly the scripts of ${draft.sameAs.name}.`;
  if (naming.key === null && (naming.newName.trim() === '' || naming.newKey.trim() === '')) {
    return 'Name the new changelog.';
  }
  if (naming.key === null && view.changelogs.some(({ key }) => key === naming.newKey)) {
    return 'A changelog has this key already.';
  }
  if (naming.name.trim() === '') return 'Name the release.';
  const taken = view.changelogs.find(({ key }) => key === naming.key)?.names ?? [];
  if (taken.includes(naming.name.trim())) return 'The name is taken: choose another.';
  const missing = secretsMissing(draft, choices);
  if (missing.length > 0) {
    return `Give the ${agree(missing.length, 'secret', 'secrets')} ${missing.join(', ')}.`;
  }
  return undefined;
}
