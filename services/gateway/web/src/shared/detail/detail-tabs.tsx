import { Tabs } from 'antd';
import type { ReactElement, ReactNode } from 'react';

import { useParamsState } from '@/shared/url/params';

interface DetailTab {
  key: string;
  label: string;
  children: ReactNode;
}

const listKeys = ['q', 'status', 'page', 'size', 'sort', 'cols', 'scope', 'scope_name', 'kind', 'category_code', 'health'];

/** Tabs whose choice is part of the address; a list inside starts afresh. */
export function DetailTabs({ tabs, extra }: { tabs: DetailTab[]; extra?: ReactNode }): ReactElement {
  const url = useParamsState();
  const wanted = url.get('tab');
  const active = tabs.some((tab) => tab.key === wanted) ? wanted : tabs[0]?.key;
  const choose = (key: string): void =>
    url.set({ ...Object.fromEntries(listKeys.map((name) => [name, null])), tab: key === tabs[0]?.key ? null : key });
  return <Tabs className="detail-tabs" {...(active ? { activeKey: active } : {})} items={tabs} tabBarExtraContent={extra} destroyOnHidden onChange={choose} />;
}
