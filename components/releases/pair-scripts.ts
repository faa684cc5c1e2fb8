import { versionKey } from '@/lib/domain/version';
import type { ReleaseScriptView } from '@/lib/wire/releases-view';

export type ScriptPair = { readonly main: ReleaseScriptView; readonly undo: ReleaseScriptView | null };

/** Undo scripts join the version they take back (`1` and `1.0` are one); the order stays that of execution. */
export function pairScripts(list: readonly ReleaseScriptView[]): readonly ScriptPair[] {
  const undos = new Map(
    list.flatMap((script) =>
      script.kind === 'undo' && script.version !== null
        ? [[versionKey(script.version), script] as const]
        : [],
    ),
  );
  return list.flatMap((main): ScriptPair[] => {
    if (main.kind === 'undo') return [];
    const undo =
      main.kind === 'versioned' && main.version !== null ? undos.get(versionKey(main.version)) : undefined;
    return [{ main, undo: undo ?? null }];
  });
}
