import { Select, Tabs } from 'antd';
import type { ReactElement, ReactNode } from 'react';

import { t } from '@/shared/texts';
import { useNarrowDesk } from '@/shared/ui/use-narrow';
import { useParamsState } from '@/shared/url/params';

interface DetailTab {
  key: string;
  label: string;
  children: ReactNode;
}

interface DetailTabsProps {
  tabs: DetailTab[];
  extra?: ReactNode;
}

const listKeys = ['q', 'status', 'page', 'size', 'sort', 'cols', 'scope', 'scope_name', 'kind', 'category_code', 'theme_code', 'health', 'agreement_id', 'agreement_title', 'project_id', 'project_title', 'figure', 'from', 'to'];
const MOST_ON_NARROW = 3;

/** Tabs whose choice is part of the address; a list inside starts afresh. More than a narrow screen holds become a choice. */
export function DetailTabs({ tabs, extra }: DetailTabsProps): ReactElement {
  const url = useParamsState();
  const isNarrow = useNarrowDesk();
  const wanted = url.get('tab');
  const active = tabs.find((tab) => tab.key === wanted) ?? tabs[0];
  const choose = (key: string): void =>
    url.set({ ...Object.fromEntries(listKeys.map((name) => [name, null])), tab: key === tabs[0]?.key ? null : key });
  if (isNarrow && tabs.length > MOST_ON_NARROW) {
    return (
      <section className="detail-tabs detail-choice">
        <Select
          aria-label={t('tab.choose')}
          value={active?.key ?? null}
          options={tabs.map(({ key, label }) => ({ value: key, label }))}
          onChange={(key) => key && choose(key)}
        />
        {active?.children}
      </section>
    );
  }
  return (
    <Tabs
      className="detail-tabs"
      {...(active ? { activeKey: active.key } : {})}
      items={tabs}
      tabBarExtraContent={isNarrow ? null : extra}
      destroyOnHidden
      onChange={choose}
    />
  );
}
