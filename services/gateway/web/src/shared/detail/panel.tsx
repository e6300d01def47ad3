import type { ReactElement, ReactNode } from 'react';

import './detail.css';

interface PanelProps {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}

export function Panel({ title, aside, children, flush = false }: PanelProps): ReactElement {
  return (
    <section className="panel detail-panel">
      {title ? (
        <header className="panel-head">
          <h2>{title}</h2>
          {aside ? <div className="panel-aside">{aside}</div> : null}
        </header>
      ) : null}
      <div className={flush ? 'panel-flush' : 'panel-body'}>{children}</div>
    </section>
  );
}

export interface Fact {
  label: string;
  value: ReactNode;
}

export function Facts({ facts }: { facts: Fact[] }): ReactElement {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface Stat {
  label: string;
  value: ReactNode;
  unit?: string;
}

export function Stats({ stats }: { stats: Stat[] }): ReactElement {
  return (
    <ul className="stats">
      {stats.map((stat) => (
        <li key={stat.label}>
          <span className="muted">{stat.label}</span>
          <span className="stat-value">
            {stat.value}
            {stat.unit ? <small className="muted"> {stat.unit}</small> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
