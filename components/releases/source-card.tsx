'use client';

import { useState } from 'react';
import { plural } from '@/lib/wire/fact-text';
import type { PublishView } from '@/lib/wire/releases-view';
import type { ReleaseSource } from '@/components/releases/release-source';
import { Card } from '@/components/ui/card';
import { Code } from '@/components/ui/code';
import { Combobox } from '@/components/ui/combobox';
import type { PickedFile } from '@/components/ui/dropped-files';
import { FileDrop } from '@/components/ui/file-drop';
import { FormError } from '@/components/ui/form-error';
import { RadioCards } from '@/components/ui/radio-cards';

export type Way = 'upload' | 'server';

const isZip = (path: string): boolean => /\.zip$/i.test(path);
const mebibytes = (bytes: number): string => `${Math.floor(bytes / 1_048_576)} MiB`;

/** What is wrong with files before they are sent anywhere. */
function sizeProblem(files: readonly PickedFile[], limits: PublishView['limits']): string | null {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length > limits.files) {
    return `${plural(files.length, 'file')} are too many; at most ${limits.files.toLocaleString('en')} are taken.`;
  }
  const [first] = files;
  if (files.length === 1 && first !== undefined && isZip(first.path) && total > limits.archiveBytes) {
    return `The zip is larger than ${mebibytes(limits.archiveBytes)}.`;
  }
  return total > limits.totalBytes
    ? `The files together are larger than ${mebibytes(limits.totalBytes)}.`
    : null;
}

export interface SourceCardProps {
  readonly view: PublishView;
  readonly way: Way;
  readonly source: ReleaseSource | null;
  readonly disabledReason: string | undefined;
  readonly onWay: (way: Way) => void;
  readonly onSource: (source: ReleaseSource | null) => void;
}

export const SourceCard = ({ view, way, source, disabledReason, onWay, onSource }: SourceCardProps) => {
  const [refused, setRefused] = useState<string | null>(null);
  const take = (files: readonly PickedFile[]) => {
    const problem = sizeProblem(files, view.limits);
    setRefused(problem);
    if (problem !== null) return;
    const [first] = files;
    if (files.length === 1 && first !== undefined && isZip(first.path))
      onSource({ kind: 'zip', file: first });
    else onSource({ kind: 'folder', files });
  };
  return (
    <Card title="Scripts">
      <div className="flex min-w-0 flex-col gap-4">
        <RadioCards
          legend="Where they come from"
          hideLegend
          name="way"
          columns={2}
          className="[overflow-wrap:anywhere]"
          value={way}
          onChange={(value) => {
            setRefused(null);
            onWay(value === 'server' ? 'server' : 'upload');
          }}
          options={[
            {
              value: 'upload',
              label: 'Upload',
              description: 'A folder, or a zip of it, from your computer.',
            },
            {
              value: 'server',
              label: 'Configured folder',
              description: 'A folder on the machine that runs the console.',
              disabledReason:
                disabledReason ??
                (view.folders === null ? 'Set GROUNDSWELL_RELEASES_DIR to offer it.' : undefined),
            },
          ]}
        />
        {way === 'upload' ? (
          <FileDrop
            label="Folder or zip"
            hint={`At most ${view.limits.files.toLocaleString('en')} files and ${mebibytes(view.limits.totalBytes)} together; a zip at most ${mebibytes(view.limits.archiveBytes)}. Hidden files are left out.`}
            multiple
            allowFolder
            disabledReason={disabledReason}
            onFiles={take}
            onUnreadable={() =>
              setRefused('The browser could not read what was dropped. Choose it with the buttons.')
            }
          >
            {source !== null && source.kind !== 'server' && <Picked source={source} />}
          </FileDrop>
        ) : (
          <FolderChoice
            view={view}
            folder={source?.kind === 'server' ? source.folder : null}
            onFolder={(folder) => onSource(folder === null ? null : { kind: 'server', folder })}
          />
        )}
        {refused !== null && (
          <FormError sentence={refused} remedy="Leave out what is no script, or use the configured folder." />
        )}
      </div>
    </Card>
  );
};

const Picked = ({ source }: { readonly source: Exclude<ReleaseSource, { kind: 'server' }> }) =>
  source.kind === 'zip' ? (
    <span className="font-mono text-xs break-all">{source.file.path}</span>
  ) : (
    <span>
      {plural(source.files.length, 'file')}
      {source.files[0] !== undefined && source.files[0].path.includes('/') && (
        <>
          {' '}
          of <Code>{source.files[0].path.split('/')[0]}</Code>
        </>
      )}
    </span>
  );

const FolderChoice = ({
  view,
  folder,
  onFolder,
}: {
  readonly view: PublishView;
  readonly folder: string | null;
  readonly onFolder: (folder: string | null) => void;
}) => {
  const folders = view.folders?.list ?? [];
  if (folders.length === 0) {
    return (
      <p className="text-muted">
        No folder below the configured one holds scripts. Put them there, for example into{' '}
        <Code>2026.5/</Code>, and open this page again.
      </p>
    );
  }
  return (
    <Combobox
      label="Folder"
      listLabel="Folders with scripts"
      hint={
        view.folders?.cut === true
          ? 'There are more folders than are listed: put releases nearer to the configured folder.'
          : 'Read again whenever you choose one; what is in it then is what is published.'
      }
      options={folders.map((one) => ({
        // The list needs a value that is not empty for the folder itself.
        value: `/${one.folder}`,
        label: one.folder === '' ? 'the configured folder itself' : one.folder,
        hint: plural(one.scripts, 'script'),
      }))}
      value={folder === null ? null : `/${folder}`}
      onChange={(value) => onFolder(value === null ? null : value.slice(1))}
    />
  );
};
