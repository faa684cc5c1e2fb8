'use client';

import { useState, type ReactNode } from 'react';
import type { RolloutEvent, RolloutView } from '@/lib/wire/rollout-view';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Select } from '@/components/ui/select';
import { Time } from '@/components/ui/time';
import { EVENT_KINDS, eventDetail, eventWords, isOfKind, type EventKind } from './event-words';
import { useRolloutAddress } from './use-rollout-address';

const PAGE = 30;
const labels: Readonly<Record<EventKind, string>> = {
  all: 'Everything',
  people: 'What people did',
  waves: 'Waves and gates',
  tenants: 'Tenants',
};

/** Who did what, when and why; newest first. */
export const Timeline = ({ view }: { readonly view: RolloutView }) => {
  const [kind, setKind] = useState<EventKind>('all');
  const [shown, setShown] = useState(PAGE);
  const [, setAddress] = useRolloutAddress();
  const events = view.events.filter((event) => isOfKind(event, kind));
  return (
    <Card
      title="Timeline"
      padding="flush"
      actions={
        <Select
          label="Show"
          hideLabel
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as EventKind)}
          options={EVENT_KINDS.map((value) => ({ value, label: labels[value] }))}
        />
      }
      footer={
        events.length > shown ? (
          <Button size="sm" variant="ghost" onClick={() => setShown(shown + 4 * PAGE)}>
            Show older · {events.length - shown}
          </Button>
        ) : undefined
      }
    >
      {events.length === 0 ? (
        <p className="p-4 text-muted">Nothing of this kind yet.</p>
      ) : (
        <EventList
          events={events.slice(0, shown)}
          tenantOf={(target, tenant) => (
            <button
              type="button"
              onClick={() => void setAddress({ target })}
              className="text-accent underline-offset-4 hover:underline"
            >
              {tenant}
            </button>
          )}
        />
      )}
    </Card>
  );
};

export interface EventListProps {
  readonly events: readonly RolloutEvent[];
  /** How a tenant's name leads to what became of it. */
  readonly tenantOf: (targetId: string, tenant: string) => ReactNode;
}

export const EventList = ({ events, tenantOf }: EventListProps) => (
  <ol aria-label="Events" className="max-h-[28rem] overflow-y-auto">
    {events.map((event) => {
      const detail = eventDetail(event);
      const subject = event.tenant ?? event.wave;
      const acts = event.actor ?? (subject === null ? 'the engine' : '');
      return (
        <li key={event.id} className="flex gap-3 border-b border-border px-4 py-1.5 last:border-b-0">
          <Time at={event.at} className="w-28 shrink-0 text-muted" />
          <span className="min-w-0 flex-1 break-words">
            {acts !== '' && <span className="font-medium">{acts} </span>}
            {event.actor === null && subject !== null ? (
              <>
                <Subject event={event} tenantOf={tenantOf} /> {eventWords(event.verb)}
              </>
            ) : (
              <>
                {eventWords(event.verb)} <Subject event={event} tenantOf={tenantOf} />
              </>
            )}
            {detail !== null && <span className="text-muted"> · {detail}</span>}
            {event.reason !== null && <span className="text-muted"> · “{event.reason}”</span>}
          </span>
        </li>
      );
    })}
  </ol>
);

const Subject = ({
  event,
  tenantOf,
}: { readonly event: RolloutEvent } & Pick<EventListProps, 'tenantOf'>) => {
  const { tenant, targetId, wave } = event;
  if (tenant !== null && targetId !== null) return tenantOf(targetId, tenant);
  return wave === null ? null : <span>{wave}</span>;
};
