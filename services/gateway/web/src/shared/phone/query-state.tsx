import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { isNotVisible } from '@/shared/api/client';
import { t } from '@/shared/texts';
import { FailedState, Loading, NotVisible } from '@/shared/ui/states';

export function PhoneData<Data>({ query, children }: { query: UseQueryResult<Data>; children: (data: Data) => ReactElement }): ReactElement {
  if (query.data !== undefined) return children(query.data);
  if (query.error && isNotVisible(query.error)) return <NotVisible home={<Link to="/" className="ph-text-link">{t('state.go_home')}</Link>} />;
  if (query.error) {
    return (
      <section className="ph-card">
        <FailedState error={query.error} onRetry={() => void query.refetch()} />
      </section>
    );
  }
  return (
    <section className="ph-card">
      <Loading rows={5} />
    </section>
  );
}
