import { count, text, type Sentence } from '@/lib/wire/fact-text';
import type { ReleaseWarning } from '@/lib/wire/releases-view';

/** Worth knowing before publishing; nothing that keeps anybody from it. */
export function warningSentence({ code, facts }: ReleaseWarning): Sentence {
  switch (code) {
    case 'file_ignored':
      return { sentence: 'No script, and left out.', remedy: 'Nothing needs to be done.' };
    case 'script_empty':
      return { sentence: 'There is no statement in it.', remedy: 'Applying it writes its history row only.' };
    case 'repeatable_always_runs':
      return {
        sentence: `It names ${text(facts, 'placeholder', 'flyway:timestamp')}, so it differs every time.`,
        remedy: 'It will run with every rollout. Remove the placeholder if that is not meant.',
      };
    case 'description_abbreviated':
      return {
        sentence: `The description has ${count(facts, 'chars')} characters.`,
        remedy: `The history table keeps the first ${count(facts, 'limit', 200)}.`,
      };
    default:
      return { sentence: code.replaceAll('_', ' '), remedy: '' };
  }
}
