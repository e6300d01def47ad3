import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';

import type { AgreementText } from '@/shared/api/types';
import { language, t } from '@/shared/texts';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

export function Clauses({ query }: { query: UseQueryResult<AgreementText> }): ReactElement {
  const { data, error, refetch } = query;
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.clauses.length === 0) return <EmptyState title={t('agreement.no_clauses')} />;
  return (
    <div className="clauses">
      {data.clauses.map((clause, at) => (
        <section key={clause.heading}>
          <h3>{t('agreement.clause_no', { no: language() === 'en' ? at + 1 : (numerals[at] ?? at + 1), heading: clause.heading })}</h3>
          <p>{clause.text}</p>
        </section>
      ))}
    </div>
  );
}
