import { useEffect } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

import { t } from '@/shared/texts';

import './page-head.css';

export interface Crumb {
  text: string;
  to?: string;
}

interface PageHeadProps {
  title: string;
  crumbs?: Crumb[];
  mark?: ReactNode;
  facts?: ReactNode[];
  actions?: ReactNode;
}

/** One h1 per page, equal to the document's title. */
export function PageHead({ title, crumbs = [], mark, facts = [], actions }: PageHeadProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · ${t('product.name')}`;
  }, [title]);
  return (
    <div className="page-head">
      <div className="page-head-words">
        {crumbs.length > 0 ? (
          <nav className="crumbs" aria-label={t('nav.crumbs')}>
            {crumbs.map((crumb, at) => (
              <span key={crumb.text + String(at)}>
                {at > 0 ? <span className="crumb-gap">/</span> : null}
                {crumb.to ? <Link to={crumb.to}>{crumb.text}</Link> : crumb.text}
              </span>
            ))}
          </nav>
        ) : null}
        <div className="page-title">
          <h1>{title}</h1>
          {mark}
        </div>
        {facts.length > 0 ? (
          <p className="page-facts">
            {facts.map((fact, at) => (
              <span key={at}>{fact}</span>
            ))}
          </p>
        ) : null}
      </div>
      {actions ? <div className="page-actions no-print">{actions}</div> : null}
    </div>
  );
}
