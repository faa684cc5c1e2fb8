import { clsx } from 'clsx';
import { Fragment, type ReactNode } from 'react';

export interface KeyValue {
  readonly key: string;
  readonly value: ReactNode;
}

export interface KeyValuesProps {
  readonly items: readonly KeyValue[];
  readonly className?: string | undefined;
}

export const KeyValues = ({ items, className }: KeyValuesProps) => (
  <dl className={clsx('grid grid-cols-[minmax(6rem,max-content)_1fr] gap-x-6 gap-y-1.5 text-sm', className)}>
    {items.map((item) => (
      <Fragment key={item.key}>
        <dt className="text-muted">{item.key}</dt>
        <dd className="min-w-0 break-words">{item.value}</dd>
      </Fragment>
    ))}
  </dl>
);
