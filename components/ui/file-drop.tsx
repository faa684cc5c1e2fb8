'use client';

import { clsx } from 'clsx';
import { useRef, useState, type ChangeEvent, type DragEvent, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { chosenFiles, droppedFiles, type PickedFile } from '@/components/ui/dropped-files';
import { Field, type FieldFrame } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';

export interface FileDropProps extends FieldFrame {
  /** As in `<input accept>`: ".zip,.sql". */
  readonly accept?: string | undefined;
  readonly multiple?: boolean | undefined;
  /** Offers a second button that takes a whole folder. */
  readonly allowFolder?: boolean | undefined;
  readonly disabledReason?: string | undefined;
  readonly onFiles: (files: readonly PickedFile[]) => void;
  /** Called when the browser would not hand a dropped file over. */
  readonly onUnreadable?: (() => void) | undefined;
  /** What has been picked so far. */
  readonly children?: ReactNode;
}

/** Dropping is a shortcut; the buttons do the same for keyboard, touch and screen reader. */
export const FileDrop = (props: FileDropProps) => {
  const { accept, multiple, allowFolder, disabledReason, onFiles, onUnreadable, children, ...frame } = props;
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const off = disabledReason !== undefined;

  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const files = chosenFiles(event.currentTarget.files);
    // Cleared, so that choosing the same file again is noticed.
    event.currentTarget.value = '';
    if (files.length > 0) onFiles(files);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (off) return;
    droppedFiles(event.dataTransfer).then(
      (files) => {
        if (files.length > 0) onFiles(files);
      },
      () => onUnreadable?.(),
    );
  };

  return (
    <Field {...frame}>
      {(control) => (
        <div
          onDragOver={(event) => {
            event.preventDefault();
            setOver(!off);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={clsx(
            'flex flex-col items-center gap-2 rounded-md border border-dashed px-4 py-6 text-center text-sm',
            over ? 'border-accent bg-surface-selected' : 'border-border-strong bg-surface',
          )}
        >
          <Icon name="upload" className="text-muted" />
          <span className="text-muted">{over ? 'Let go to add' : 'Drop here, or'}</span>
          <span className="flex flex-wrap justify-center gap-2">
            <Button
              size="sm"
              icon="file"
              aria-describedby={control['aria-describedby']}
              disabledReason={disabledReason}
              onClick={() => fileInput.current?.click()}
            >
              {multiple === true ? 'Choose files' : 'Choose a file'}
            </Button>
            {allowFolder === true && (
              <Button
                size="sm"
                icon="folder"
                disabledReason={disabledReason}
                onClick={() => folderInput.current?.click()}
              >
                Choose a folder
              </Button>
            )}
          </span>
          <input
            ref={fileInput}
            {...control}
            required={false}
            type="file"
            tabIndex={-1}
            className="sr-only"
            disabled={off}
            multiple={multiple === true}
            onChange={take}
            {...(accept === undefined ? {} : { accept })}
          />
          {allowFolder === true && (
            <input
              ref={folderInput}
              type="file"
              tabIndex={-1}
              aria-label="Folder"
              className="sr-only"
              disabled={off}
              onChange={take}
              // Every browser knows this attribute, React's types do not.
              {...{ webkitdirectory: '' }}
            />
          )}
          {children}
        </div>
      )}
    </Field>
  );
};
