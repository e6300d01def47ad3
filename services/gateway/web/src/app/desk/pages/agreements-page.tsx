import { useMemo } from 'react';
import type { ReactElement } from 'react';

import { agreementSpec } from '@/features/agreements/components/agreement-columns';
import { ListPage } from '@/shared/list/list-page';
import { t } from '@/shared/texts';

/** Drafts come from accepted offers by themselves, so there is nothing to create here. */
export default function AgreementsPage(): ReactElement {
  const spec = useMemo(() => agreementSpec(), []);
  return <ListPage title={t('nav.agreements')} spec={spec} />;
}
