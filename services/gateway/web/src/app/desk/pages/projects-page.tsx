import { useMemo } from 'react';
import type { ReactElement } from 'react';

import { projectSpec } from '@/features/projects/components/project-columns';
import '@/features/projects/components/project.css';
import { ListPage } from '@/shared/list/list-page';
import { t } from '@/shared/texts';

export default function ProjectsPage(): ReactElement {
  const spec = useMemo(() => projectSpec(), []);
  return <ListPage title={t('nav.projects')} spec={spec} />;
}
