import { Segmented, Select } from 'antd';
import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';

import { useBoard } from '@/features/board/api/views';
import type { Period } from '@/features/board/api/views';
import { AttentionList } from '@/features/board/components/attention-list';
import { figureLink } from '@/features/board/components/links';
import { RateCards } from '@/features/board/components/rate-cards';
import { childrenTitle, ScopeTable } from '@/features/board/components/scope-table';
import { ChainStrip } from '@/features/timeline/components/chain-strip';
import type { Board } from '@/shared/api/types';
import { WithData } from '@/shared/detail/detail-query';
import { Panel } from '@/shared/detail/panel';
import { date, moment } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { AsOfField, AsOfNotice } from '@/shared/pickers/as-of';
import { t } from '@/shared/texts';
import { PageHead } from '@/shared/ui/page-head';
import { Loading } from '@/shared/ui/states';
import { useParamsState } from '@/shared/url/params';

const WeeklyChart = lazy(() => import('@/features/board/components/weekly-chart'));

const periods: Period[] = ['quarter', 'half', 'year'];

export default function BoardPage(): ReactElement {
  const url = useParamsState();
  const wanted = url.get('period');
  const period = periods.find((one) => one === wanted) ?? 'quarter';
  const query = useBoard({ scope: url.get('scope'), period, as_of: url.get('as_of') });
  return <WithData query={query}>{(board) => <Loaded board={board} period={period} />}</WithData>;
}

function periodName(board: Board): string {
  return `${date(board.period.from_on)} – ${date(board.period.to_on)}`;
}

function Loaded({ board, period }: { board: Board; period: Period }): ReactElement {
  const url = useParamsState();
  const { structure } = board;
  const openScope = (id: string): void => url.set({ scope: id });
  return (
    <>
      <PageHead
        title={t('board.title', { name: board.scope.name })}
        facts={[
          t('board.structure', { streets: count(structure.street_count), communities: count(structure.community_count), organizations: count(structure.organization_count) }),
          periodName(board),
          t('page.as_of', { at: board.is_present ? moment(board.as_of) : date(board.period.to_on) }),
        ]}
        actions={
          <div className="board-tools">
            <Select
              className="board-scope"
              value={board.scope.id}
              aria-label={t('list.scope')}
              options={[{ value: board.scope.id, label: board.scope.name }, ...board.children.filter((row) => row.org.kind !== 'community').map((row) => ({ value: row.org.id, label: row.org.name }))]}
              popupMatchSelectWidth={false}
              onChange={openScope}
            />
            {url.get('scope') ? (
              <button type="button" className="plain-button" onClick={() => url.set({ scope: null })}>
                {t('board.whole')}
              </button>
            ) : null}
            <AsOfField />
            <Segmented value={period} options={periods.map((value) => ({ value, label: t(`board.period.${value}`) }))} onChange={(value) => url.set({ period: value === 'quarter' ? null : value })} />
          </div>
        }
      />
      <AsOfNotice asOf={board.is_present ? undefined : board.period.to_on} />
      <RateCards board={board} />
      <Panel title={t('board.chain')} aside={t('board.chain_hint')}>
        <ChainStrip figures={board.chain} isPresent={board.is_present} linkOf={(code, stuck) => figureLink(board, board.scope, code, stuck)} />
      </Panel>
      <div className="board-grid">
        <Panel title={childrenTitle(board)} flush>
          <ScopeTable board={board} onScope={openScope} />
        </Panel>
        <div className="detail-main">
          <Panel title={t('board.attention')} aside={board.is_present ? t('board.attention_total', { n: count(board.attention_total) }) : null} flush>
            <AttentionList board={board} />
          </Panel>
          <Panel title={t('board.weekly')}>
            <Suspense fallback={<Loading height={240} />}>
              <WeeklyChart board={board} />
            </Suspense>
          </Panel>
        </div>
      </div>
    </>
  );
}
