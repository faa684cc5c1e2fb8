import type { Refusal } from '@/lib/domain/refusal';
import { refusalSentence } from '@/lib/wire/sentences';
import { FormError } from '@/components/ui/form-error';

/** A refusal where the person who met it is looking: what happened, why, what next. */
export const RefusalNote = ({ refusal, className }: { readonly refusal: Refusal; readonly className?: string | undefined }) => {
  const { sentence, remedy } = refusalSentence(refusal);
  return <FormError code={refusal.code} sentence={sentence} remedy={remedy} className={className} />;
};
