'use server';

import { checkFolder } from '@/lib/engine/check-release';
import { publishFolder } from '@/lib/engine/publish-folder';
import { publishFolder as publishFolderSchema } from '@/lib/wire/commands';
import { checkFolder as checkFolderSchema } from '@/lib/wire/releases-view';
import { action } from '../action';

const check = action('publish-release', checkFolderSchema, checkFolder);
// Not the engine's `publishFolder` itself: its last parameter is the root, which no input may name.
const publish = action('publish-release', publishFolderSchema, (engine, actor, input) =>
  publishFolder(engine, actor, input),
);

/** Reads and compares a folder of the configured one; stores nothing. */
export async function checkFolderAction(input: unknown) {
  return check(input);
}

export async function publishFolderAction(input: unknown) {
  return publish(input);
}
