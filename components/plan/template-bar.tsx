'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import type { Refusal } from '@/lib/domain/refusal';
import { saveTemplateAction } from '@/lib/server/actions/plan';
import { plural } from '@/lib/wire/fact-text';
import {
  freshIds,
  newWave,
  planOf,
  type PlanChoices,
  type PlanDraft,
  type WaveDraft,
} from '@/lib/wire/plan-form';
import { fieldErrors } from '@/lib/wire/result';
import { FormDialog } from '@/components/people/form-dialog';
import { Button } from '@/components/ui/button';
import { DropdownMenu } from '@/components/ui/dropdown-menu';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

type Template = PlanChoices['templates'][number];

export interface TemplateBarProps {
  readonly templates: readonly Template[];
  readonly draft: PlanDraft;
  /** Why the waves cannot be saved as they are. */
  readonly saveReason: string | undefined;
  readonly onLoad: (waves: readonly WaveDraft[]) => void;
}

/** Waves under a name, to start later plans from. */
export const TemplateBar = ({ templates, draft, saveReason, onLoad }: TemplateBarProps) => {
  const [saving, setSaving] = useState(false);
  const load = (template: Template) => {
    const before = draft.waves;
    const ids = freshIds(before, template.waves.length);
    onLoad(
      template.waves.map((wave, at) =>
        newWave(ids[at] ?? wave.name, wave.name, copyOf(wave.rule), settingsOf(wave)),
      ),
    );
    toast.success(`Loaded ${template.name}`, {
      description: `${plural(template.waves.length, 'wave')} in place of ${plural(before.length, 'wave')}.`,
      action: { label: 'Undo', onClick: () => onLoad(before) },
    });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {templates.length === 0 ? (
        <Button size="sm" icon="folder" disabledReason="No template has been saved yet">
          Load a template
        </Button>
      ) : (
        <DropdownMenu
          trigger={
            <Button size="sm" icon="folder">
              Load a template
            </Button>
          }
          items={templates.map((one) => ({
            kind: 'action' as const,
            id: one.id,
            label: `${one.name} · ${plural(one.waves.length, 'wave')}`,
            onSelect: () => load(one),
          }))}
        />
      )}
      <Button size="sm" icon="download" disabledReason={saveReason} onClick={() => setSaving(true)}>
        Save as a template…
      </Button>
      {saving && <SaveDialog draft={draft} onClose={() => setSaving(false)} />}
    </div>
  );
};

const SaveDialog = ({ draft, onClose }: { readonly draft: PlanDraft; readonly onClose: () => void }) => {
  const router = useRouter();
  const { run, pending, result } = useAction(saveTemplateAction);
  const [name, setName] = useState('');
  const refusal: Refusal | null = result?.ok === false ? result.refusal : null;
  const save = async () => {
    const sent = await run({ name, waves: planOf(draft).waves });
    if (!sent.ok) return;
    toast.success(`Saved ${name.trim()}`, {
      description: 'Plans that start from it hold a copy of their own.',
    });
    // The list comes with the page: it is read again, and the draft stays.
    router.refresh();
    onClose();
  };
  return (
    <FormDialog
      open
      onOpenChange={onClose}
      title="Save the waves as a template"
      description={`${plural(draft.waves.length, 'wave')} with rules, budgets and soak; nothing else of this plan.`}
      submitLabel="Save template"
      pendingLabel="Saving…"
      pending={pending}
      refusal={refusal}
      disabledReason={name.trim() === '' ? 'Give it a name first' : undefined}
      onSubmit={() => void save()}
    >
      <TextField
        label="Name"
        required
        maxLength={200}
        value={name}
        error={result === null ? undefined : fieldErrors(result)['name']}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
};

function settingsOf(wave: Template['waves'][number]): Partial<WaveDraft> {
  const { tolerance, budgetMode, onExhausted, soakMs } = wave;
  return { tolerance, budgetMode, onExhausted, soakMs };
}

/** Rules of a template are kept apart from those of the draft. */
const copyOf = (rule: Template['waves'][number]['rule']): WaveDraft['rule'] => structuredClone(rule);
