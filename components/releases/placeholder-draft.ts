import type { DraftPlaceholder, ReleaseDraft } from '@/lib/wire/releases-view';
import type { PublishInput } from '@/components/releases/release-source';

/** Who gives a placeholder's value: each tenant, or the release for all that have none of their own. */
export type GivenBy = 'tenant' | 'release' | 'secret';
export type PlaceholderChoice = { readonly by: GivenBy; readonly value: string };
export type PlaceholderChoices = Readonly<Record<string, PlaceholderChoice>>;

/** What the release before did, until somebody chooses; a secret has to be given again. */
export function choiceOf(
  choices: PlaceholderChoices,
  { name, previous }: DraftPlaceholder,
): PlaceholderChoice {
  const chosen = choices[name];
  if (chosen !== undefined) return chosen;
  if (previous === null) return { by: 'tenant', value: '' };
  return previous.secret ? { by: 'secret', value: '' } : { by: 'release', value: previous.value ?? '' };
}

/** The names of secrets that are announced and not given. An empty value that is no secret is a value. */
export const secretsMissing = (draft: ReleaseDraft, choices: PlaceholderChoices): readonly string[] =>
  draft.placeholders.flatMap((placeholder) => {
    const { by, value } = choiceOf(choices, placeholder);
    return by === 'secret' && value === '' ? [placeholder.name] : [];
  });

/** What the release itself gives. */
export const givenValues = (draft: ReleaseDraft, choices: PlaceholderChoices): PublishInput['placeholders'] =>
  Object.fromEntries(
    draft.placeholders.flatMap((placeholder) => {
      const { by, value } = choiceOf(choices, placeholder);
      return by === 'tenant' ? [] : [[placeholder.name, { value, secret: by === 'secret' }]];
    }),
  );
