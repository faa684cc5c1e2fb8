import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '@/lib/domain/refusal';
import { toJson } from '@/lib/db/json';
import type { Input, saveTemplate as schema } from '@/lib/wire/commands';
import type { Actor, Engine } from './context';
import { transact } from './transact';

/** Keeps a set of waves under a name, to start later plans from. A plan holds a copy: templates may be saved freely. */
export async function saveTemplate(
  engine: Engine,
  actor: Actor,
  input: Input<typeof schema>,
): Promise<Result<{ readonly templateId: string }>> {
  return transact(engine, actor, 'save-template', async (work) => {
    const id = randomUUID();
    const { count } = await work.tx.waveTemplate.createMany({
      data: [
        { id, name: input.name, waves: toJson(input.waves), createdById: actor.id, createdAt: work.now },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return refuse('template_name_taken', { name: input.name });
    await work.audit({ kind: 'template', id, label: input.name }, { data: { waves: input.waves.length } });
    return ok({ templateId: id });
  });
}
