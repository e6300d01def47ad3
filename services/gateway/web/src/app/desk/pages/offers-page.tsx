import { useMemo } from 'react';
import type { ReactElement } from 'react';

import { offerSpec } from '@/features/resources/components/offer-columns';
import { ListPage } from '@/shared/list/list-page';
import { t } from '@/shared/texts';

/** Offers come from adopted plans and from communities that ask; a unit answers its own here. */
export default function OffersPage(): ReactElement {
  const spec = useMemo(offerSpec, []);
  return <ListPage title={t('nav.offers')} spec={spec} />;
}
