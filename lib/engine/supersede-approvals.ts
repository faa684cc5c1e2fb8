import type { Work } from './transact';

/** What somebody was asked to decide upon is not what stands now: they are asked anew. The rollout is locked. */
export async function supersedeApprovals(work: Work, rolloutId: string): Promise<void> {
  const open = await work.tx.approval.findMany({
    where: { rolloutId, state: { in: ['requested', 'approved'] }, wave: { state: 'pending' } },
  });
  if (open.length === 0) return;
  await work.tx.approval.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { state: 'superseded', closedAt: work.now },
  });
  await work.event(
    ...open.map(({ id, waveId, state, hash }) => ({
      rolloutId,
      waveId,
      verb: 'supersede-approval',
      from: state,
      to: 'superseded',
      data: { approvalId: id, was: hash },
    })),
  );
  work.announce('approvals');
}
