'use server';

import { approveWave } from '@/lib/engine/approve-wave';
import { rejectWave } from '@/lib/engine/reject-wave';
import { action } from '@/lib/server/action';
import * as commands from '@/lib/wire/commands';

const approve = action('approve-wave', commands.approveWave, approveWave);
export async function approveWaveAction(input: unknown) {
  return approve(input);
}

const reject = action('reject-wave', commands.rejectWave, rejectWave);
export async function rejectWaveAction(input: unknown) {
  return reject(input);
}
