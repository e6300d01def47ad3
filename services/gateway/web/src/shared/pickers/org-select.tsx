import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';

import { useView } from '@/shared/api/query';
import type { OrganizationRow, OrgRef, Page } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { aside } from '@/shared/format/words';
import { t, word } from '@/shared/texts';

interface CommonProps {
  id?: string;
  kinds?: string[];
  /** Shown before anything is typed. */
  known?: OrgRef[];
  placeholder?: string;
  exclude?: string[];
}

interface OneProps extends CommonProps {
  value?: string;
  onChange?: (id: string) => void;
}

interface ManyProps extends CommonProps {
  value?: string[];
  onChange?: (ids: string[]) => void;
}

interface Options {
  options: { value: string; label: string }[];
  onSearch: (text: string) => void;
  isLoading: boolean;
}

function useOptions({ kinds = [], known = [], exclude = [] }: CommonProps): Options {
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, isFetching } = useView<Page<OrganizationRow>>('organizations', {
    q: wanted,
    kind: kinds.join(','),
    status: 'active',
    below: true,
    size: 30,
  });
  const found = new Map<string, string>();
  if (!wanted) for (const org of known) found.set(org.id, place(org));
  for (const row of data?.items ?? []) found.set(row.id, kinds.length === 1 ? place(row) : aside(place(row), word('org_kind', row.kind)));
  for (const id of exclude) found.delete(id);
  return { options: [...found].map(([value, label]) => ({ value, label })), onSearch: setTyped, isLoading: isFetching };
}

export function OrgSelect({ id, value, onChange, placeholder, ...rest }: OneProps): ReactElement {
  const { options, onSearch, isLoading } = useOptions(rest);
  return (
    <Select<string>
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch }}
      loading={isLoading}
      options={options}
      {...(value ? { value } : {})}
      placeholder={placeholder ?? t('form.search_org')}
      notFoundContent={t('form.no_org')}
      onChange={(next) => onChange?.(next)}
    />
  );
}

export function OrgMultiSelect({ id, value, onChange, placeholder, ...rest }: ManyProps): ReactElement {
  const { options, onSearch, isLoading } = useOptions(rest);
  return (
    <Select<string[]>
      {...(id ? { id } : {})}
      mode="multiple"
      showSearch={{ filterOption: false, onSearch }}
      loading={isLoading}
      options={options}
      value={value ?? []}
      placeholder={placeholder ?? t('form.search_org')}
      notFoundContent={t('form.no_org')}
      onChange={(next) => onChange?.(next)}
    />
  );
}
