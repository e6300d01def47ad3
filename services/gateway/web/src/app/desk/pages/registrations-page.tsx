import { useMemo } from 'react';
import type { ReactElement } from 'react';

import { registrationSpec } from '@/features/registrations/components/registration-columns';
import { ListPage } from '@/shared/list/list-page';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

export default function RegistrationsPage(): ReactElement {
  const mayAccept = useHas('community');
  const spec = useMemo(() => registrationSpec(mayAccept), [mayAccept]);
  return <ListPage title={t('nav.registrations')} spec={spec} />;
}
