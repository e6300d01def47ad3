import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { t } from '@/shared/texts';
import { NotVisible } from '@/shared/ui/states';

export default function MissingPage(): ReactElement {
  return (
    <main className="ph-page">
      <NotVisible home={<Link to="/" className="ph-text-link">{t('state.go_home')}</Link>} />
    </main>
  );
}
