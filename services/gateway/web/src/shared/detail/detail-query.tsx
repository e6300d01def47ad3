import { Button } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { isNotVisible } from '@/shared/api/client';
import { t } from '@/shared/texts';
import { FailedState, Loading, NotVisible } from '@/shared/ui/states';

interface Props<Data> {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactElement;
}

/** A page that is one object: its shape, its fault, or not visible. */
export function WithData<Data>({ query, children }: Props<Data>): ReactElement {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error && isNotVisible(error)) {
    return (
      <NotVisible
        home={
          <Link to="/">
            <Button>{t('state.go_home')}</Button>
          </Link>
        }
      />
    );
  }
  if (error) {
    return (
      <div className="panel">
        <FailedState error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <div className="panel">
      <Loading rows={10} />
    </div>
  );
}
