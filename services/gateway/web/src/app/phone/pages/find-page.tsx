import { InfiniteScroll, PullToRefresh } from 'antd-mobile';
import type { ReactElement } from 'react';

import { SessionItem } from '@/features/sessions/phone/session-card';
import type { SessionRow } from '@/shared/api/types';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { useEndless } from '@/shared/phone/endless';
import { Choice } from '@/shared/phone/choice';
import { t } from '@/shared/texts';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';
import { useParamsState } from '@/shared/url/params';

export default function FindPage(): ReactElement {
  const url = useParamsState();
  const isMine = url.get('tab') === 'mine';
  return (
    <PhonePage title={t('bar.find')}>
      <Choice
        label={t('bar.find')}
        value={isMine ? 'mine' : 'open'}
        options={[
          { value: 'open', label: t('find.bookable') },
          { value: 'mine', label: t('find.mine') },
        ]}
        onChange={(tab) => url.set({ tab: tab === 'open' ? null : tab }, true)}
      />
      <Sessions key={String(isMine)} isMine={isMine} />
    </PhonePage>
  );
}

function Sessions({ isMine }: { isMine: boolean }): ReactElement {
  const list = useEndless<SessionRow>('sessions', isMine ? { mine: true, sort: '-window.start_at' } : { bookable: true, sort: 'window.start_at' });
  if (list.error && list.items.length === 0) {
    return (
      <PhoneCard>
        <FailedState error={list.error} onRetry={() => void list.again()} />
      </PhoneCard>
    );
  }
  if (list.isPending) {
    return (
      <PhoneCard>
        <Loading rows={6} />
      </PhoneCard>
    );
  }
  return (
    <PullToRefresh onRefresh={list.again}>
      <PhoneCard>
        {list.items.length === 0 ? (
          <EmptyState title={isMine ? t('find.none_mine') : t('find.none')} />
        ) : (
          <ul>
            {list.items.map((session) => (
              <SessionItem key={session.id} session={session} />
            ))}
          </ul>
        )}
      </PhoneCard>
      {list.items.length > 0 ? <InfiniteScroll loadMore={list.more} hasMore={list.hasMore} /> : null}
    </PullToRefresh>
  );
}
