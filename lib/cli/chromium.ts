import { access, constants } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { programs, runNode, runProgram } from '@/lib/cli/processes';
import { note } from '@/lib/cli/progress';
import { CommandRefusal } from '@/lib/cli/refuse';

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/local/bin/chromium',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chromium that runs here: Playwright's own (undefined: it finds it itself), else the system's, else Playwright's
 * download, else the distribution's package if we may install it. A refusal if there is none.
 */
export async function findChromium(): Promise<string | undefined> {
  if (await runs(chromium.executablePath())) return undefined;
  const installed = await systemBrowser();
  if (installed !== undefined) return installed;

  note('No Chromium here: Playwright downloads its own');
  await runNode([programs.playwright, 'install', 'chromium'], { onLine: note });
  if (await runs(chromium.executablePath())) return undefined;

  if (process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'))) {
    note('The download did not give one that runs: the system’s package is installed');
    await runProgram('/usr/bin/apt-get', ['update', '-qq'], { onLine: note });
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runProgram('/usr/bin/apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
      onLine: note,
    });
    const packaged = await systemBrowser();
    if (packaged !== undefined) return packaged;
  }
  throw new CommandRefusal(
    'No Chromium runs on this machine, and none could be installed.',
    'Install Chromium or Chrome, or run: npx playwright install --with-deps chromium',
  );
}

async function systemBrowser(): Promise<string | undefined> {
  for (const path of systemBrowsers) if (await runs(path)) return path;
  return undefined;
}

/** Being there is not enough: a download may miss libraries that the system lacks. */
async function runs(path: string): Promise<boolean> {
  if (!(await isExecutable(path))) return false;
  const { exitCode } = await runProgram(path, ['--version']);
  return exitCode === 0;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
