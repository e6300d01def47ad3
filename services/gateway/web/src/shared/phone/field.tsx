import { useEffect } from 'react';
import type { ReactElement } from 'react';

/** After a press that found faults the first faulty field is in sight and has the cursor. */
export function useFaultFocus(faults: object): void {
  useEffect(() => {
    document.querySelector<HTMLElement>('.ph-form-fault :is(input, select, textarea)')?.focus();
  }, [faults]);
}

interface FieldProps {
  label: string;
  fault: string | undefined;
  children: ReactElement;
}

/** A field with its label above and what is wrong with it below. */
export function Field({ label, fault, children }: FieldProps): ReactElement {
  return (
    <label className={fault ? 'ph-form ph-form-fault' : 'ph-form'}>
      <span>{label}</span>
      {children}
      {fault ? <span className="error-text">{fault}</span> : null}
    </label>
  );
}
