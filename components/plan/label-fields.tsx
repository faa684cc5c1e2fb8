'use client';

import { errorAt, type FieldChoice, type WaveDraft } from '@/lib/wire/plan-form';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { MultiSelect } from '@/components/ui/multi-select';
import { Select } from '@/components/ui/select';

type LabelRule = Extract<WaveDraft['rule'], { kind: 'labels' }>;

export interface LabelFieldsProps {
  readonly rule: LabelRule;
  readonly fields: readonly FieldChoice[];
  readonly errors: Readonly<Record<string, string>>;
  /** Path of the rule: `waves.1.rule`. */
  readonly path: string;
  readonly onChange: (rule: LabelRule) => void;
}

/** Any of the values of one field, and that for every field. */
export const LabelFields = ({ rule, fields, errors, path, onChange }: LabelFieldsProps) => {
  const offered = fields.filter(({ values }) => values.length > 0);
  const unused = offered.find(({ field }) => !rule.where.some((one) => one.field === field));
  const set = (at: number, condition: LabelRule['where'][number]) =>
    onChange({ ...rule, where: rule.where.map((one, index) => (index === at ? condition : one)) });
  const none = errors[`${path}.where`];

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <ul aria-label="Conditions" className="flex flex-col gap-2">
        {rule.where.map(({ field, values }, at) => {
          const choice = offered.find((one) => one.field === field);
          const error = errorAt(errors, `${path}.where.${at}`);
          return (
            // Conditions have no identity of their own: their place is it.
            <li key={`${at} ${field}`} className="flex flex-wrap items-center gap-2">
              <span className="w-9 text-xs text-muted">{at === 0 ? 'where' : 'and'}</span>
              <Select
                label="Field"
                hideLabel
                className="w-36"
                value={field}
                options={[
                  ...(choice === undefined ? [{ value: field, label: field }] : []),
                  ...offered.map((one) => ({ value: one.field, label: one.label })),
                ]}
                onChange={(event) => set(at, { field: event.currentTarget.value, values: [] })}
              />
              <span className="text-xs text-muted">is</span>
              <MultiSelect
                label={choice?.label ?? field}
                options={[
                  ...(choice?.values ?? []).map(({ value, count }) => ({ value, label: value, count })),
                  ...values
                    .filter((value) => choice?.values.every((one) => one.value !== value) ?? true)
                    .map((value) => ({ value, label: value, count: 0 })),
                ]}
                value={values}
                onChange={(next) => set(at, { field, values: [...next] })}
              />
              <Button
                variant="ghost"
                size="sm"
                icon="cross"
                iconLabel={`Remove the condition on ${choice?.label ?? field}`}
                onClick={() => onChange({ ...rule, where: rule.where.filter((_, index) => index !== at) })}
              />
              {error !== undefined && <Wrong>{error}</Wrong>}
            </li>
          );
        })}
      </ul>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          icon="plus"
          disabledReason={unused === undefined ? 'Every field has its condition' : undefined}
          onClick={() =>
            unused && onChange({ ...rule, where: [...rule.where, { field: unused.field, values: [] }] })
          }
        >
          Add a condition
        </Button>
        {none !== undefined && <Wrong>{none}</Wrong>}
      </div>
      <p className="text-xs text-muted">Any value of one field counts; all conditions have to hold.</p>
    </div>
  );
};

const Wrong = ({ children }: { readonly children: string }) => (
  <span className="inline-flex items-center gap-1.5 text-xs">
    <Icon name="cross" size={12} className="text-state-failed" />
    {children}
  </span>
);
