import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { t } from '@/shared/texts';

export function LogoMark({ light = false }: { light?: boolean }): ReactElement {
  return (
    <svg className="logo-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill={light ? '#fff' : '#B3191E'} />
      <g fill="none" stroke={light ? '#B3191E' : '#fff'} strokeWidth="2.6">
        <circle cx="12.2" cy="16" r="4.9" />
        <circle cx="19.8" cy="16" r="4.9" />
      </g>
    </svg>
  );
}

export function Logo({ place }: { place: string }): ReactElement {
  return (
    <Link to="/" className="logo" aria-label={t('product.name')}>
      <LogoMark />
      <span className="logo-name">{t('product.name')}</span>
      {place ? <span className="logo-place" title={place}>{place}</span> : null}
    </Link>
  );
}
