'use server';

import type { Result } from '@/lib/domain/refusal';
import { disableCheck } from '@/lib/engine/disable-check';
import { writeCheck } from '@/lib/engine/write-check';
import { disableCheck as disableCheckSchema, writeCheck as writeCheckSchema } from '@/lib/wire/commands';
import { action } from '../action';

const write = action('write-check', writeCheckSchema, writeCheck);
const disable = action('disable-check', disableCheckSchema, disableCheck);

export async function writeCheckAction(input: unknown): Promise<Result<{ readonly checkId: string }>> {
  return write(input);
}

export async function disableCheckAction(input: unknown): Promise<Result<{ readonly version: number }>> {
  return disable(input);
}
