import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

/** Spread onto the control, so that label, hint and error reach it. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly required?: true;
}

export interface FieldFrame {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong and what to do; shown below, announced with the control. */
  readonly error?: ReactNode;
  readonly required?: boolean | undefined;
  /** Label only for screen readers: where the surroundings name the control already. */
  readonly hideLabel?: boolean | undefined;
  readonly className?: string | undefined;
}

export interface FieldProps extends FieldFrame {
  readonly id?: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

const shown = (node: ReactNode): boolean =>
  node !== undefined && node !== null && node !== false && node !== '';

/** Fields that may stay empty say "optional"; required ones say nothing. */
export const Field = ({ label, hint, error, required, hideLabel, className, id, children }: FieldProps) => {
  const ownId = useId();
  const controlId = id ?? ownId;
  const hintId = `${controlId}-hint`;
  const errorId = `${controlId}-error`;
  const describedBy = [shown(error) ? errorId : '', shown(hint) ? hintId : '']
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={controlId} className={hideLabel === true ? 'sr-only' : 'text-sm font-medium text-text'}>
        {label}
        {required === false && <span className="font-normal text-muted"> · optional</span>}
      </label>
      {children({
        id: controlId,
        ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }),
        ...(shown(error) ? { 'aria-invalid': true as const } : {}),
        ...(required === true ? { required: true as const } : {}),
      })}
      {shown(error) && (
        <p id={errorId} className="flex items-start gap-1.5 text-xs text-text">
          <Icon name="cross" size={12} className="mt-0.5 text-state-failed" />
          <span>{error}</span>
        </p>
      )}
      {shown(hint) && (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
};
