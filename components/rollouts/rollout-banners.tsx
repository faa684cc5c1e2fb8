import { isWaveOver } from '@/lib/domain/wave';
import { plural } from '@/lib/wire/fact-text';
import { pauseSentence } from '@/lib/wire/rollout-sentences';
import type { RolloutView } from '@/lib/wire/rollout-view';
import { Banner } from '@/components/ui/banner';
import { Time } from '@/components/ui/time';

/** What a person has to know before anything else. A missing worker is said above every page already. */
export const RolloutBanners = ({ view }: { readonly view: RolloutView }) => {
  const running = view.counts.running ?? 0;
  if (view.state === 'aborting') {
    return (
      <Banner tone="warning" title={`Aborting… ${plural(running, 'tenant')} in flight`}>
        Nothing new is started. It ends when what is in flight has ended; tenants that changed stay as they
        are.
      </Banner>
    );
  }
  if (view.state !== 'paused' || view.paused === null) return null;
  const { reason, by, at, note } = view.paused;
  const wave = view.waves.find((one) => !isWaveOver(one.state));
  const { sentence, remedy } = pauseSentence(reason, {
    by,
    reason: note,
    wave: wave?.name ?? null,
    failures: wave?.failures ?? 0,
    tolerance: wave?.tolerance ?? 0,
  });
  return (
    <Banner
      tone={reason === 'manual' ? 'warning' : 'danger'}
      role={reason === 'manual' ? 'status' : 'alert'}
      title={running > 0 ? `${sentence} Pausing… ${plural(running, 'tenant')} in flight.` : sentence}
    >
      {remedy}{' '}
      {at !== null && (
        <>
          Since <Time at={at} show="absolute" />.
        </>
      )}
    </Banner>
  );
};
