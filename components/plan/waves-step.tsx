'use client';

import type { Role } from '@/lib/domain/verbs';
import { agree, plural } from '@/lib/wire/fact-text';
import { canaryOf, freshIds, newWave, wavesOf, type WaveDraft } from '@/lib/wire/plan-form';
import type { PlanView } from '@/lib/wire/plan-view';
import type { StepProps } from '@/components/plan/target-step';
import { TemplateBar } from '@/components/plan/template-bar';
import { WaveCard } from '@/components/plan/wave-card';
import { roleReason } from '@/components/rollouts/why-not';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';

export interface WavesStepProps extends StepProps {
  readonly role: Role;
  readonly view: PlanView | null;
  readonly onShow: (rows: string) => void;
}

/** Who is in which wave. The first wave that matches a tenant has it. */
export const WavesStep = ({ choices, draft, errors, role, view, onChange, onShow }: WavesStepProps) => {
  const rolling = draft.strategy === 'rolling';
  const waves = wavesOf(draft);
  const release = choices.releases.find(({ id }) => id === draft.releaseId);
  const tenants = choices.tenants.filter(({ changelog }) => changelog === release?.changelog);
  const excluded = new Map(view?.excluded.map((one) => [one.key, one]));
  const suggested = canaryOf(choices, draft.releaseId);
  const left = view?.counts.left ?? 0;
  const wrong = Object.keys(errors).some((path) => path.startsWith('waves'));

  const setWave = (at: number, changes: Partial<WaveDraft>) =>
    rolling
      ? onChange({ rolling: { ...draft.rolling, ...changes } })
      : onChange({
          waves: draft.waves.map((wave, index) => (index === at ? { ...wave, ...changes } : wave)),
        });
  const move = (at: number, by: -1 | 1) => {
    const moved = [...draft.waves];
    const [wave] = moved.splice(at, 1);
    if (wave !== undefined) moved.splice(at + by, 0, wave);
    onChange({ waves: moved });
  };
  const add = () => onChange(withWave(draft.waves, { kind: 'percent', percent: 25 }));

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="max-w-prose text-muted">
          {rolling
            ? 'A rolling update has one wave. Tenants that its rule does not mean stay where they are.'
            : 'Waves run in this order, and the first one that matches a tenant has it.'}
        </p>
        {!rolling && (
          <TemplateBar
            templates={choices.templates}
            draft={draft}
            saveReason={
              roleReason(role, 'save-template') ??
              (wrong ? 'Correct the marked fields of the waves first' : undefined)
            }
            onLoad={(next) => onChange({ waves: [...next] })}
          />
        )}
      </div>
      {waves.map((wave, position) => (
        <WaveCard
          key={wave.id}
          wave={wave}
          position={position}
          count={waves.length}
          only={rolling}
          fields={choices.fields[release?.changelog ?? ''] ?? []}
          tenants={tenants}
          suggested={suggested}
          seen={view?.waves[position] ?? null}
          excluded={excluded}
          errors={errors}
          onChange={(changes) => setWave(position, changes)}
          onMove={(by) => move(position, by)}
          onRemove={() => onChange({ waves: draft.waves.filter((_, index) => index !== position) })}
          onShow={() => onShow(`wave:${position}`)}
        />
      ))}
      {left > 0 && (
        <Banner
          tone="warning"
          title={`Left over: ${plural(left, 'tenant')} ${agree(left, 'is', 'are')} in no wave`}
          action={
            <span className="flex flex-wrap justify-end gap-2">
              <Button size="sm" variant="ghost" onClick={() => onShow('left')}>
                Show
              </Button>
              <Button
                size="sm"
                onClick={() =>
                  rolling
                    ? onChange({ rolling: { ...draft.rolling, rule: { kind: 'rest' } } })
                    : onChange(withRest(draft.waves))
                }
              >
                {rolling ? 'Take all tenants' : 'Add a wave with the rest'}
              </Button>
            </span>
          }
        >
          A last wave that catches the rest leaves nobody behind unnoticed.
        </Banner>
      )}
      {!rolling && (
        <div className="flex">
          <Button
            icon="plus"
            disabledReason={waves.length >= 50 ? 'A rollout has at most 50 waves' : undefined}
            onClick={add}
          >
            Add a wave
          </Button>
        </div>
      )}
    </div>
  );
};

/** Canary, Wave 1, Wave 2 …: the first number that is free. */
function nameFor(waves: readonly WaveDraft[]): string {
  const names = new Set(waves.map(({ name }) => name));
  for (let number = Math.max(1, waves.length); ; number += 1) {
    if (!names.has(`Wave ${number}`)) return `Wave ${number}`;
  }
}

const withWave = (waves: readonly WaveDraft[], rule: WaveDraft['rule']): { readonly waves: WaveDraft[] } => ({
  waves: [...waves, newWave(freshIds(waves, 1)[0] ?? '', nameFor(waves), rule)],
});

/** A last wave that catches whoever is in none. */
export const withRest = (waves: readonly WaveDraft[]) => withWave(waves, { kind: 'rest' });
