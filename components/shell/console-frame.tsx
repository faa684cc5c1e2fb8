'use client';

import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useView, ViewError } from '@/lib/client/use-view';
import { paths } from '@/lib/wire/paths';
import type { ShellView } from '@/lib/wire/shell-view';
import { AccountMenu } from '@/components/shell/account-menu';
import { LiveIndicator } from '@/components/shell/live-indicator';
import { NavLinks } from '@/components/shell/nav-links';
import { Palette } from '@/components/shell/palette';
import { ThemeMenu } from '@/components/shell/theme-menu';
import { Wordmark } from '@/components/shell/wordmark';
import { WorkerBanner } from '@/components/shell/worker-banner';
import { ZoneChoiceProvider } from '@/components/shell/zone-choice';
import { Button } from '@/components/ui/button';
import { Drawer } from '@/components/ui/drawer';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';

const SHELL_EVERY_MS = 15_000;

export interface ConsoleFrameProps {
  readonly initial: ShellView;
  readonly children: ReactNode;
}

/** Top bar, banner and the page's place: around every page of the console. */
export const ConsoleFrame = ({ initial, children }: ConsoleFrameProps) => {
  const [menuOpen, setMenuOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const { data, error, dataUpdatedAt } = useView<ShellView>({
    url: '/api/views/shell',
    topics: ['approvals', 'rollouts', 'people'],
    initial,
    everyMs: SHELL_EVERY_MS,
  });
  const shell = data ?? initial;
  const { role } = shell.operator;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setPaletteOpen((before) => !before);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const signedOut = error instanceof ViewError && error.status === 401;
  useEffect(() => {
    if (!signedOut) return;
    const back = new URLSearchParams({ callbackUrl: `${window.location.pathname}${window.location.search}` });
    window.location.assign(`${paths.signIn}?${back.toString()}`);
  }, [signedOut]);

  return (
    <ZoneChoiceProvider>
      <a
        href="#content"
        className="sr-only rounded-md bg-accent px-3 py-2 text-sm text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 border-b border-border bg-surface">
        <div className="flex h-12 items-center gap-1 px-4 sm:px-6">
          <Wordmark />
          <nav aria-label="Console" className="ml-5 hidden h-full xl:block">
            <NavLinks look="bar" role={role} approvals={shell.approvals} />
          </nav>
          <div className="ml-auto flex items-center gap-0.5">
            <SearchButton onClick={() => setPaletteOpen(true)} />
            <LiveIndicator readAt={dataUpdatedAt} />
            <ThemeMenu />
            <AccountMenu operator={shell.operator} />
            <span className="xl:hidden">
              <Button
                variant="ghost"
                icon="menu"
                iconLabel={shell.approvals > 0 ? `Menu, ${shell.approvals} approvals waiting` : 'Menu'}
                onClick={() => setMenuOpen(true)}
              />
            </span>
          </div>
        </div>
      </header>
      <Drawer open={menuOpen} onOpenChange={setMenuOpen} title="Go to" width="md">
        <nav aria-label="Console">
          <NavLinks look="list" role={role} approvals={shell.approvals} onGo={() => setMenuOpen(false)} />
        </nav>
      </Drawer>
      {paletteOpen && <Palette role={role} open onOpenChange={setPaletteOpen} />}
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[112rem] px-4 py-5 outline-none sm:px-6">
        <WorkerBanner workers={shell.workers} />
        {children}
      </main>
    </ZoneChoiceProvider>
  );
};

const neverChanges = () => () => undefined;
const isMac = () => /mac|iphone|ipad/i.test(navigator.platform);

const SearchButton = ({ onClick }: { readonly onClick: () => void }) => {
  const mac = useSyncExternalStore(neverChanges, isMac, () => true);
  return (
    <button
      type="button"
      onClick={onClick}
      aria-keyshortcuts="Meta+K Control+K"
      className="flex h-8 items-center gap-2 rounded-md border border-transparent px-2 text-xs text-muted hover:bg-surface-hover md:min-w-44 md:border-border md:bg-surface-sunken"
    >
      <Icon name="search" size={14} />
      <span className="max-md:sr-only">Search…</span>
      <span aria-hidden className="ml-auto max-md:hidden">
        <Kbd>{mac ? '⌘K' : 'Ctrl K'}</Kbd>
      </span>
    </button>
  );
};
