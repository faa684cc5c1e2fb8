import { describe, expect, it } from 'vitest';
import { handReason, rollbackReason, roleReason, rolloutReason, targetReason } from './why-not';

describe('why a button cannot be pressed', () => {
  it('is the role first, then the state', () => {
    expect(rolloutReason('viewer', 'running', 'pause-rollout', 'pause')).toBe(
      'Only operators, approvers and admins may do this. Your role is viewer.',
    );
    expect(rolloutReason('approver', 'running', 'pause-rollout', 'pause')).toBeUndefined();
    expect(rolloutReason('operator', 'paused', 'pause-rollout', 'pause')).toBe(
      'Only a running rollout can be paused; this one is paused.',
    );
    expect(roleReason('admin', 'approve-wave')).toBeUndefined();
  });

  it('asks for a pause before a rollback, and for something to take back', () => {
    expect(rollbackReason('operator', { state: 'running', changed: 3 })).toContain('Pause or abort');
    expect(rollbackReason('operator', { state: 'paused', changed: 0 })).toContain('nothing to take back');
    expect(rollbackReason('operator', { state: 'paused', changed: 3 })).toBeUndefined();
  });

  it('follows the table of targets', () => {
    expect(targetReason('operator', 'running', 'failed', 'retry-target')).toBeUndefined();
    expect(targetReason('operator', 'running', 'succeeded', 'retry-target')).toContain('cannot be retried');
    expect(targetReason('operator', 'completed', 'failed', 'skip-target')).toContain(
      'The rollout is completed',
    );
    expect(targetReason('operator', 'aborting', 'running', 'cancel-target')).toBeUndefined();
  });

  it('says which hand bars a person', () => {
    expect(handReason([])).toBeUndefined();
    expect(handReason(['plan-rollout', 'start-rollout', 'ask-approval'])).toBe(
      'You planned it, started it and asked for an approval. Somebody without a hand in this rollout has to decide.',
    );
  });
});
