'use client';

import { clsx } from 'clsx';
import { useState } from 'react';
import { duration, plural } from '@/lib/wire/fact-text';
import { errorAt, type FieldChoice, type PlanChoices, type WaveDraft } from '@/lib/wire/plan-form';
import type { PlanExcluded, PlanWave } from '@/lib/wire/plan-view';
import { DraftNumber } from '@/components/plan/draft-number';
import { LabelFields } from '@/components/plan/label-fields';
import { PastedKeys } from '@/components/plan/pasted-keys';
import { TenantPicker } from '@/components/plan/tenant-picker';
import { Button } from '@/components/ui/button';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';

export interface WaveCardProps {
  readonly wave: WaveDraft;
  readonly position: number;
  readonly count: number;
  /** A rolling update has one wave: it can neither be moved nor taken away. */
  readonly only: boolean;
  readonly fields: readonly FieldChoice[];
  readonly tenants: PlanChoices['tenants'];
  readonly suggested: readonly string[];
  /** The same wave as previewed. */
  readonly seen: PlanWave | null;
  readonly excluded: ReadonlyMap<string, PlanExcluded>;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (changes: Partial<WaveDraft>) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly onShow: () => void;
}

const MINUTE = 60_000;
/** Longer lists are handled as text. */
const PICKED_BY_HAND = 40;

export const WaveCard = (props: WaveCardProps) => {
  const { wave, position, count, only, seen, errors, onChange, onMove, onRemove } = props;
  const path = `waves.${position}`;
  const label = wave.name.trim() === '' ? `wave ${position + 1}` : wave.name;
  return (
    <section
      aria-label={`Wave ${position + 1}: ${wave.name}`}
      className="@container flex min-w-0 flex-col rounded-lg border border-border bg-surface"
    >
      <header className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b border-border px-4 py-2.5">
        <span className="flex h-8 items-center text-sm font-semibold text-muted">{position + 1}</span>
        <TextField
          label="Wave name"
          hideLabel
          className="min-w-24 flex-1 @lg:max-w-60"
          maxLength={60}
          value={wave.name}
          error={errors[`${path}.name`]}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <output className="order-last flex min-h-6 flex-1 basis-full items-center text-sm text-muted @lg:order-none @lg:min-h-8 @lg:basis-0">
          {seen !== null && (
            <button
              type="button"
              onClick={props.onShow}
              className="min-h-6 rounded-sm text-left underline-offset-4 hover:text-text hover:underline"
            >
              <span className="font-medium text-text">{plural(seen.members.length, 'tenant')}</span>
              {seen.members.length > 0 && `, at most ${seen.atOnce.toLocaleString('en')} at once`}
            </button>
          )}
        </output>
        {!only && (
          <span className="flex items-center">
            <Button
              variant="ghost"
              icon="arrow-up"
              iconLabel={`Move ${label} up`}
              disabledReason={position === 0 ? 'It is the first' : undefined}
              onClick={() => onMove(-1)}
            />
            <Button
              variant="ghost"
              icon="arrow-down"
              iconLabel={`Move ${label} down`}
              disabledReason={position === count - 1 ? 'It is the last' : undefined}
              onClick={() => onMove(1)}
            />
            <Button
              variant="ghost"
              icon="trash"
              iconLabel={`Remove ${label}`}
              disabledReason={count === 1 ? 'A rollout has at least one wave' : undefined}
              onClick={onRemove}
            />
          </span>
        )}
      </header>
      <div className="grid min-w-0 gap-x-6 gap-y-4 p-4 @xl:grid-cols-[11rem_minmax(0,1fr)]">
        <RuleFields {...props} path={path} />
      </div>
      <div className="grid gap-x-4 gap-y-3 border-t border-border px-4 py-3 @md:grid-cols-2 @2xl:grid-cols-4">
        <DraftNumber
          label="Failures allowed"
          value={wave.tolerance}
          min={0}
          max={100_000}
          error={errors[`${path}.tolerance`]}
          hint={wave.tolerance === 0 ? 'The first one stops it.' : `Number ${wave.tolerance + 1} stops it.`}
          onChange={(tolerance) => onChange({ tolerance })}
        />
        <Select
          label="Budget"
          value={wave.budgetMode}
          options={[
            { value: 'strict', label: 'Strict: never overrun' },
            { value: 'soft', label: 'Soft: faster' },
          ]}
          hint={budgetHint(wave, seen)}
          onChange={(event) =>
            onChange({ budgetMode: event.currentTarget.value === 'soft' ? 'soft' : 'strict' })
          }
        />
        <Select
          label="When it is exhausted"
          value={wave.onExhausted}
          options={EXHAUSTED.map(({ value, label: words }) => ({ value, label: words }))}
          hint={EXHAUSTED.find(({ value }) => value === wave.onExhausted)?.hint}
          onChange={(event) => {
            const chosen = EXHAUSTED.find(({ value }) => value === event.currentTarget.value);
            if (chosen !== undefined) onChange({ onExhausted: chosen.value });
          }}
        />
        <DraftNumber
          label="Soak"
          value={wave.soakMs}
          min={0}
          max={30 * 24 * 60 * MINUTE}
          scale={MINUTE}
          step="any"
          unit="minutes"
          error={errors[`${path}.soakMs`]}
          hint={
            wave.soakMs > 0
              ? `Watched ${duration(wave.soakMs)} after its last tenant.`
              : 'Not watched any longer.'
          }
          onChange={(soakMs) => onChange({ soakMs })}
        />
      </div>
    </section>
  );
};

const EXHAUSTED = [
  { value: 'halt', label: 'Halt', hint: 'Nothing new starts; the rollout pauses.' },
  { value: 'drain', label: 'Drain', hint: 'What is queued still runs, then it pauses.' },
  { value: 'quarantine', label: 'Quarantine', hint: 'Failed tenants are set aside; the wave goes on.' },
] as const;

function budgetHint(wave: WaveDraft, seen: PlanWave | null): string {
  if (Number.isNaN(wave.tolerance)) return '';
  const stops = wave.tolerance + 1;
  if (wave.budgetMode === 'strict')
    return `At most ${plural(stops, 'failure')}, so at most ${stops} at once.`;
  // While the preview still speaks of the other mode, there is no number yet.
  if (seen === null || seen.budgetMode !== 'soft' || seen.atOnce === 0)
    return 'Those in flight may fail too.';
  if (seen.atOnce === 1) return 'One at a time: it cannot be overrun.';
  return `May be overrun by ${seen.atOnce - 1}: those in flight at ${plural(stops, 'failure')}.`;
}

const RULES = [
  { value: 'labels', label: 'By labels' },
  { value: 'percent', label: 'A percentage' },
  { value: 'keys', label: 'By hand' },
  { value: 'pasted', label: 'Pasted list or CSV' },
  { value: 'rest', label: 'The rest' },
] as const;

const RuleFields = (props: WaveCardProps & { readonly path: string }) => {
  const { wave, position, fields, tenants, suggested, seen, excluded, errors, path, onChange } = props;
  const { rule } = wave;
  const [pasting, setPasting] = useState(rule.kind === 'keys' && rule.keys.length > PICKED_BY_HAND);
  const rulePath = `${path}.rule`;
  const choose = (value: string) => {
    setPasting(value === 'pasted');
    if (value === 'labels') onChange({ rule: { kind: 'labels', where: [] } });
    else if (value === 'percent') onChange({ rule: { kind: 'percent', percent: 25 } });
    else if (value === 'rest') onChange({ rule: { kind: 'rest' } });
    else if (rule.kind !== 'keys') onChange({ rule: { kind: 'keys', keys: [] } });
  };
  const setKeys = (keys: readonly string[]) => onChange({ rule: { kind: 'keys', keys: [...keys] } });
  const out = rule.kind === 'keys' ? rule.keys.filter((key) => excluded.has(key)).length : 0;

  return (
    <>
      <Select
        label="Which tenants"
        value={rule.kind === 'keys' && pasting ? 'pasted' : rule.kind}
        options={RULES}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <div className={clsx('min-w-0', rule.kind !== 'percent' && '@xl:pt-6')}>
        {rule.kind === 'labels' && (
          <LabelFields
            rule={rule}
            fields={fields}
            errors={errors}
            path={rulePath}
            onChange={(next) => onChange({ rule: next })}
          />
        )}
        {rule.kind === 'percent' && (
          <DraftNumber
            label="Share"
            value={rule.percent}
            min={0.1}
            max={100}
            step="any"
            unit={position === 0 ? '% of all' : '% of what the earlier waves left'}
            error={errors[`${rulePath}.percent`]}
            hint="A share of each tier, region, criticality and server; the same tenants each time."
            onChange={(percent) => onChange({ rule: { kind: 'percent', percent } })}
          />
        )}
        {rule.kind === 'keys' &&
          (pasting ? (
            <PastedKeys
              keys={rule.keys}
              wave={seen}
              excluded={out}
              error={errorAt(errors, rulePath)}
              onChange={setKeys}
            />
          ) : (
            <TenantPicker
              tenants={tenants}
              keys={rule.keys}
              excluded={excluded}
              suggested={position === 0 ? suggested : []}
              error={errorAt(errors, rulePath)}
              onChange={setKeys}
            />
          ))}
        {rule.kind === 'rest' && (
          <p className="py-1.5 text-muted">
            {position === 0
              ? 'Every tenant that can be brought there.'
              : 'Everybody whom no earlier wave has.'}
          </p>
        )}
      </div>
    </>
  );
};
