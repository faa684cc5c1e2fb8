'use client';

import { Command } from 'cmdk';
import { Dialog as RadixDialog } from 'radix-ui';
import { Icon, type IconName } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';
import { useOpener } from '@/components/ui/use-opener';

export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly onSelect: () => void;
  readonly hint?: string | undefined;
  readonly icon?: IconName | undefined;
  readonly shortcut?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
}

export interface PaletteGroup {
  readonly heading: string;
  readonly items: readonly PaletteItem[];
}

export interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly groups: readonly PaletteGroup[];
  readonly placeholder?: string | undefined;
  /** Given both: the caller searches (on the server, say) and passes what it found. */
  readonly query?: string | undefined;
  readonly onQueryChange?: ((query: string) => void) | undefined;
  readonly loading?: boolean | undefined;
}

export const CommandPalette = (props: CommandPaletteProps) => {
  const {
    open,
    onOpenChange,
    groups,
    placeholder = 'Go to a tenant, a rollout, a page…',
    query,
    onQueryChange,
    loading,
  } = props;
  const opener = useOpener();
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <RadixDialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={opener.remember}
          onCloseAutoFocus={opener.giveBack}
          className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-xl animate-rise-in overflow-hidden rounded-lg border border-border bg-surface-raised text-sm shadow-dialog focus:outline-none"
        >
          <RadixDialog.Title className="sr-only">Commands</RadixDialog.Title>
          <Command label="Commands" loop shouldFilter={onQueryChange === undefined}>
            <div className="flex items-center gap-2.5 border-b border-border px-4">
              <Icon name="search" className="text-muted" />
              <Command.Input
                placeholder={placeholder}
                {...(query === undefined ? {} : { value: query })}
                {...(onQueryChange === undefined ? {} : { onValueChange: onQueryChange })}
                className="h-11 w-full bg-transparent text-base outline-none"
              />
              <Kbd>Esc</Kbd>
            </div>
            <Command.List label="Results" className="max-h-[50vh] overflow-y-auto p-1.5">
              {loading === true ? (
                <Command.Loading>
                  <span className="block animate-late px-3 py-6 text-center text-muted">Searching…</span>
                </Command.Loading>
              ) : (
                <Command.Empty className="px-3 py-6 text-center text-muted">Nothing matches</Command.Empty>
              )}
              {groups.map((group) => (
                <Command.Group
                  key={group.heading}
                  heading={group.heading}
                  className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-muted"
                >
                  {group.items.map((item) => (
                    <Command.Item
                      key={item.id}
                      value={item.id}
                      keywords={[item.label, ...(item.keywords ?? [])]}
                      onSelect={item.onSelect}
                      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-surface-hover"
                    >
                      {item.icon !== undefined && <Icon name={item.icon} size={14} className="text-muted" />}
                      <span className="min-w-0 truncate">{item.label}</span>
                      {item.hint !== undefined && <span className="truncate text-muted">{item.hint}</span>}
                      {item.shortcut !== undefined && (
                        <span className="ml-auto">
                          <Kbd>{item.shortcut}</Kbd>
                        </span>
                      )}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
};
