import { useEffect } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useNavigate } from 'react-router';

import { t } from '@/shared/texts';

import { Icon } from './icons';

interface PhonePageProps {
  title: string;
  below?: ReactNode;
  aside?: ReactNode;
  withBack?: boolean;
  children: ReactNode;
}

export function PhonePage({ title, below, aside, withBack = false, children }: PhonePageProps): ReactElement {
  const navigate = useNavigate();
  useEffect(() => {
    document.title = `${title} · ${t('product.name')}`;
  }, [title]);
  return (
    <main className="ph-page">
      <header className="ph-head">
        {withBack ? (
          <button type="button" className="ph-back" aria-label={t('action.back')} onClick={() => void navigate(-1)}>
            <Icon name="back" />
          </button>
        ) : null}
        <div className="ph-head-words">
          <h1>{title}</h1>
          {below ? <p className="muted">{below}</p> : null}
        </div>
        {aside}
      </header>
      {children}
    </main>
  );
}

export function PhoneCard({ title, aside, children }: { title?: ReactNode; aside?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <section className="ph-card">
      {title ? (
        <header className="ph-card-head">
          <h2>{title}</h2>
          {aside}
        </header>
      ) : null}
      {children}
    </section>
  );
}

interface BigFigureProps {
  value: string;
  unit: string;
  label: string;
}

export function BigFigures({ figures }: { figures: BigFigureProps[] }): ReactElement {
  return (
    <ul className="ph-figures">
      {figures.map((figure) => (
        <li key={figure.label}>
          <span>
            <b>{figure.value}</b> <small className="muted">{figure.unit}</small>
          </span>
          <span className="muted">{figure.label}</span>
        </li>
      ))}
    </ul>
  );
}
