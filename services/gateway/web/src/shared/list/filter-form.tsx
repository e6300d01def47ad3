import { Button, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';

import { t } from '@/shared/texts';
import type { UrlParams } from '@/shared/url/params';

import type { ListFilter } from './list-types';

interface FilterFormProps {
  filters: ListFilter[];
  url: UrlParams;
  onDone: () => void;
}

export function FilterForm({ filters, url, onDone }: FilterFormProps): ReactElement {
  const [values, setValues] = useState<Record<string, string[]>>(() => Object.fromEntries(filters.map((filter) => [filter.key, url.list(filter.key)])));
  const apply = (): void => {
    url.set({ ...Object.fromEntries(Object.entries(values).map(([key, list]) => [key, list.join(',')])), page: null });
    onDone();
  };
  return (
    <div className="filter-form">
      {filters.map((filter) => (
        <label key={filter.key}>
          <span className="muted">{filter.label}</span>
          <Select
            mode={filter.single ? undefined : 'multiple'}
            allowClear
            maxTagCount="responsive"
            placeholder={t('list.any')}
            options={filter.options}
            value={filter.single ? (values[filter.key]?.[0] ?? null) : (values[filter.key] ?? [])}
            onChange={(value: string | string[] | null) =>
              setValues({ ...values, [filter.key]: Array.isArray(value) ? value : value ? [value] : [] })
            }
          />
        </label>
      ))}
      <Button onClick={apply}>{t('list.apply_filters')}</Button>
    </div>
  );
}
