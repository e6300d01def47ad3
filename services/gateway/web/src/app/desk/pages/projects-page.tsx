import { useMemo } from 'react';
import type { ReactElement } from 'react';

import { projectSpec } from '@/features/projects/components/project-columns';
import '@/features/projects/components/project.css';
import { ListPage } from '@/shared/list/list-page';
import { useParamsState } from '@/shared/url/params';
import { t } from '@/shared/texts';

export default function ProjectsPage(): ReactElement {
  const agreementId = useParamsState().get('agreement_id');
  const spec = useMemo(() => projectSpec({ agreement_id: agreementId }), [agreementId]);
  return <ListPage title={t('nav.projects')} spec={spec} />;
}
