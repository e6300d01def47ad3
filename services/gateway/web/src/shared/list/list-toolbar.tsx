import { FilterOutlined, SearchOutlined, SettingOutlined, StarOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Input, Popover, Tag } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { date, today } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { aside, labelled, listed } from '@/shared/format/words';
import { t, word } from '@/shared/texts';

import { FilterForm } from './filter-form';
import type { ListFilter, ListSpec } from './list-types';
import type { ListState } from './use-list';

interface ToolbarProps<Row> {
  spec: ListSpec<Row>;
  list: ListState<Row>;
  extra?: ReactNode;
}

export function ListToolbar<Row>({ spec, list, extra }: ToolbarProps<Row>): ReactElement {
  const total = list.result.data?.total;
  return (
    <div className="list-toolbar no-print">
      {spec.views ? <ViewPicker spec={spec} list={list} /> : null}
      {spec.searchable === false ? null : <SearchBox key={list.url.get('q') ?? ''} list={list} hint={spec.search?.hint ?? t('list.search')} least={spec.search?.least ?? 1} />}
      {spec.filters.map((filter) => (
        <Chip key={filter.key} filter={filter} list={list} />
      ))}
      {spec.ownScope ? null : <ScopeChip list={list} />}
      {(spec.of ?? []).map((name) => (
        <OfChip key={name} name={name} list={list} />
      ))}
      <FigureChip list={list} />
      {spec.filters.length > 0 ? <AddFilter spec={spec} list={list} /> : null}
      {list.isFiltered ? (
        <Button type="link" className="list-clear" onClick={list.clear}>
          {t('list.clear_all')}
        </Button>
      ) : null}
      <span className="list-gap" />
      {extra}
      <span className="nowrap">
        {total === undefined ? null : <span className="muted">{spec.counted(count(total))} </span>}
        <ColumnPicker spec={spec} list={list} />
      </span>
    </div>
  );
}

function ViewPicker<Row>({ spec, list }: ToolbarProps<Row>): ReactElement {
  const views = spec.views ?? [];
  const isChosen = (params: Partial<Record<string, string>>): boolean => Object.entries(params).every(([key, value]) => list.url.get(key) === value);
  const chosen = views.find((view) => Object.keys(view.params).length > 0 && isChosen(view.params)) ?? views.find((view) => Object.keys(view.params).length === 0);
  const choose = (key: string): void => {
    const view = views.find((one) => one.key === key);
    const cleared = Object.fromEntries(['q', 'page', 'scope', ...spec.filters.map((filter) => filter.key)].map((name) => [name, null]));
    if (view) list.url.set({ ...cleared, ...view.params });
  };
  return (
    <Dropdown trigger={['click']} menu={{ items: views.map(({ key, label }) => ({ key, label })), onClick: ({ key }) => choose(key) }}>
      <Button icon={<StarOutlined />}>{chosen?.label ?? t('list.changed_view')}</Button>
    </Dropdown>
  );
}

function SearchBox<Row>({ list, hint, least }: { list: ListState<Row>; hint: string; least: number }): ReactElement {
  const [text, setText] = useState(list.url.get('q') ?? '');
  const search = (): void => {
    const wanted = text.trim();
    if (wanted === '' || wanted.length >= least) list.url.set({ q: wanted || null, page: null });
  };
  return (
    <Input
      className="list-search"
      allowClear
      prefix={<SearchOutlined />}
      value={text}
      placeholder={hint}
      aria-label={hint}
      onChange={(event) => {
        setText(event.target.value);
        if (event.target.value === '') list.url.set({ q: null, page: null });
      }}
      onPressEnter={search}
      onBlur={() => {
        if (text.trim() !== (list.url.get('q') ?? '')) search();
      }}
    />
  );
}

function Chip<Row>({ filter, list }: { filter: ListFilter; list: ListState<Row> }): ReactElement | null {
  const values = list.url.list(filter.key);
  if (values.length === 0) return null;
  const words = listed(values.map((value) => filter.options.find((option) => option.value === value)?.label ?? value));
  return (
    <Tag className="chip" variant="filled" closable={{ 'aria-label': t('list.remove_filter', { name: filter.label }) }} onClose={() => list.url.set({ [filter.key]: null, page: null })}>
      {labelled(filter.label, words)}
    </Tag>
  );
}

/** A link from a figure brings its scope along; the chip says so and takes it away. */
function ScopeChip<Row>({ list }: { list: ListState<Row> }): ReactElement | null {
  if (!list.url.get('scope')) return null;
  return (
    <Tag className="chip" variant="filled" closable={{ 'aria-label': t('list.remove_filter', { name: t('list.scope') }) }} onClose={() => list.url.set({ scope: null, scope_name: null, page: null })}>
      {labelled(t('list.scope'), list.url.get('scope_name') ?? t('list.scope_chosen'))}
    </Tag>
  );
}

/** What the list was narrowed to by a link. */
function OfChip<Row>({ name, list }: { name: 'agreement' | 'project'; list: ListState<Row> }): ReactElement | null {
  if (!list.url.get(`${name}_id`)) return null;
  const label = t(`noun.${name}`);
  return (
    <Tag
      className="chip"
      variant="filled"
      closable={{ 'aria-label': t('list.remove_filter', { name: label }) }}
      onClose={() => list.url.set({ [`${name}_id`]: null, [`${name}_title`]: null, page: null })}
    >
      {labelled(label, list.url.get(`${name}_title`) ?? t('list.of_chosen'))}
    </Tag>
  );
}

/** The figure that the list was opened by, with the days it was counted over. */
function FigureChip<Row>({ list }: { list: ListState<Row> }): ReactElement | null {
  const figure = list.url.get('figure');
  const from = list.url.get('from');
  const to = list.url.get('to');
  if (!figure && !from && !to) return null;
  const days = from ? t('list.days', { from: date(from), to: date(to ?? today()) }) : t('list.until', { to: date(to ?? today()) });
  return (
    <Tag
      className="chip"
      variant="filled"
      closable={{ 'aria-label': t('list.remove_filter', { name: t('list.figure') }) }}
      onClose={() => list.url.set({ figure: null, from: null, to: null, page: null })}
    >
      {figure ? aside(word('figure', figure), days) : days}
    </Tag>
  );
}

function AddFilter<Row>({ spec, list }: ToolbarProps<Row>): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={<FilterForm filters={spec.filters} url={list.url} onDone={() => setOpen(false)} />}
    >
      <Button type="text" icon={<FilterOutlined />}>
        {t('list.add_filter')}
      </Button>
    </Popover>
  );
}

function ColumnPicker<Row>({ spec, list }: ToolbarProps<Row>): ReactElement {
  const chosen = list.url.list('cols');
  const shown = chosen.length > 0 ? chosen : spec.columns.filter((column) => !column.hidden).map((column) => column.key);
  const content = (
    <Checkbox.Group
      className="column-picker"
      value={shown}
      options={spec.columns.map((column, at) => ({ value: column.key, label: column.title, disabled: at === 0 }))}
      onChange={(keys) => list.url.set({ cols: keys.join(',') })}
    />
  );
  return (
    <Popover trigger="click" placement="bottomRight" title={t('list.columns')} content={content}>
      <Button type="text" icon={<SettingOutlined />} aria-label={t('list.columns')} />
    </Popover>
  );
}

