import { clsx } from 'clsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Readonly<Record<ButtonVariant, { readonly rest: string; readonly live: string }>> = {
  primary: {
    rest: 'border-transparent bg-accent text-on-accent font-medium',
    live: 'hover:bg-accent-hover',
  },
  secondary: {
    rest: 'border-border bg-surface text-text shadow-control dark:bg-surface-raised',
    live: 'hover:bg-surface-hover hover:border-border-strong',
  },
  ghost: {
    rest: 'border-transparent bg-transparent text-muted',
    live: 'hover:bg-surface-hover hover:text-text',
  },
  danger: {
    rest: 'border-transparent bg-danger text-on-danger font-medium',
    live: 'hover:bg-danger-hover',
  },
};

const sizes: Readonly<Record<ButtonSize, string>> = {
  sm: 'h-7 gap-1.5 px-2 text-xs',
  md: 'h-8 gap-1.5 px-3 text-sm',
  lg: 'h-9 gap-2 px-4 text-base',
};

const iconSizes: Readonly<Record<ButtonSize, string>> = { sm: 'size-7', md: 'size-8', lg: 'size-9' };

const off = 'border-border bg-surface-sunken text-muted font-normal cursor-not-allowed';

export interface ButtonLook {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  /** Refused: looks off, still takes focus. */
  readonly refused?: boolean | undefined;
  /** Square, holds an icon only. */
  readonly iconOnly?: boolean | undefined;
  readonly className?: string | undefined;
}

export const buttonClass = ({
  variant = 'secondary',
  size = 'md',
  refused,
  iconOnly,
  className,
}: ButtonLook) => {
  const look = variants[variant];
  return clsx(
    'inline-flex shrink-0 items-center justify-center rounded-md border whitespace-nowrap transition-colors duration-100 select-none',
    iconOnly === true ? iconSizes[size] : sizes[size],
    refused === true
      ? variant === 'ghost'
        ? 'cursor-not-allowed border-transparent text-faint'
        : off
      : [look.rest, look.live],
    className,
  );
};
