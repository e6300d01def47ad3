import type { ReactElement } from 'react';

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value | undefined;
  options: { value: Value; label: string; disabled?: boolean }[];
  onChange: (value: Value) => void;
}

/** Two to six words side by side; the chosen one is blue. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>): ReactElement {
  return (
    <div className="ph-choice" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" role="radio" aria-checked={option.value === value} disabled={option.disabled ?? false} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
