'use client';

import { useId, useState, type ComponentProps, type MouseEvent, type ReactNode } from 'react';
import { buttonClass, type ButtonSize, type ButtonVariant } from '@/components/ui/button-look';
import { Icon, type IconName } from '@/components/ui/icon';
import { Tooltip } from '@/components/ui/tooltip';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ButtonSize | undefined;
  readonly icon?: IconName | undefined;
  /** Why it cannot be pressed now. The button keeps its focus, refuses the click, and says so. */
  readonly disabledReason?: string | undefined;
  /** Sent, not answered yet: refuses a second press. */
  readonly pending?: boolean | undefined;
  /** Shown while pending, e.g. "Pausing… 12 in flight". */
  readonly pendingLabel?: ReactNode;
  /** Icon-only button: its name, also its tooltip. */
  readonly iconLabel?: string | undefined;
}

export const Button = ({
  variant,
  size,
  icon,
  disabledReason,
  pending = false,
  pendingLabel,
  iconLabel,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) => {
  const reasonId = useId();
  const [tipOpen, setTipOpen] = useState(false);
  const refused = disabledReason !== undefined;

  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (refused || pending) {
      // Stops a form's submit too, also the implicit one of the Enter key; on touch the tap opens the reason.
      event.preventDefault();
      event.stopPropagation();
      setTipOpen(refused);
      return;
    }
    onClick?.(event);
  };

  // While the tooltip is open it describes the button itself; the reason must not be read twice.
  const describedBy = [rest['aria-describedby'], refused && !tipOpen ? reasonId : undefined]
    .filter((id) => id !== undefined)
    .join(' ');
  const iconOnly = iconLabel !== undefined && children === undefined;
  const button = (
    <button
      {...rest}
      type={type}
      onClick={handleClick}
      className={buttonClass({ variant, size, refused, iconOnly, className })}
      {...(refused || pending ? { 'aria-disabled': true } : {})}
      {...(pending ? { 'aria-busy': true } : {})}
      {...(iconOnly ? { 'aria-label': iconLabel } : {})}
      {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}
    >
      {pending ? <Icon name="quarter" size={14} /> : icon !== undefined && <Icon name={icon} size={14} />}
      {pending && pendingLabel !== undefined ? pendingLabel : children}
    </button>
  );

  const tip = disabledReason ?? (iconOnly ? iconLabel : undefined);
  if (tip === undefined) return button;
  return (
    <>
      <Tooltip content={tip} open={tipOpen} onOpenChange={setTipOpen}>
        {button}
      </Tooltip>
      {refused && <VisuallyHidden id={reasonId}>{disabledReason}</VisuallyHidden>}
    </>
  );
};
