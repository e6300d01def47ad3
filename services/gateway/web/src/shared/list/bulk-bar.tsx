import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';

import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';

import type { BulkAction } from './list-types';

interface BulkBarProps<Row> {
  actions: BulkAction<Row>[];
  selected: Row[];
  total: number;
  counted: (total: string) => string;
  onSelectAll: () => void;
  onClear: () => void;
  onRun: (action: BulkAction<Row>, rows: Row[]) => void;
}

export function BulkBar<Row>({ actions, selected, total, counted, onSelectAll, onClear, onRun }: BulkBarProps<Row>): ReactElement {
  return (
    <div className="bulk-bar" role="region" aria-label={t('list.bulk')}>
      <span className="strong">{t('list.selected', { n: counted(count(selected.length)) })}</span>
      {selected.length < total ? (
        <Button type="link" size="small" onClick={onSelectAll}>
          {t('list.select_all', { n: counted(count(total)) })}
        </Button>
      ) : null}
      <span className="list-gap" />
      {actions.map((action) => {
        const rows = selected.filter(action.applies);
        return (
          <Button key={action.key} size="small" danger={action.danger ?? false} disabled={rows.length === 0} onClick={() => onRun(action, rows)}>
            {rows.length === selected.length ? action.label : `${action.label} ${rows.length}`}
          </Button>
        );
      })}
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('list.unselect')} onClick={onClear} />
    </div>
  );
}
