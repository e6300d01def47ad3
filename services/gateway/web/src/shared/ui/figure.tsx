import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

interface FigureProps {
  to?: string | undefined;
  children: ReactNode;
  unit?: string;
  label?: string;
}

/** A number that opens its rows; without an address it stays plain. */
export function Figure({ to, children, unit, label }: FigureProps): ReactElement {
  return (
    <span className="nowrap">
      {to ? (
        <Link to={to} className="figure" aria-label={label}>
          {children}
        </Link>
      ) : (
        <span className="figure-plain">{children}</span>
      )}
      {unit ? <span className="muted"> {unit}</span> : null}
    </span>
  );
}
