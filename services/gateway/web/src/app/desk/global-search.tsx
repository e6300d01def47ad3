import { SearchOutlined } from '@ant-design/icons';
import { AutoComplete, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { useView } from '@/shared/api/query';
import type { SearchHit } from '@/shared/api/types';
import { place } from '@/shared/format/names';
import { t, word } from '@/shared/texts';

const pages: Record<SearchHit['kind'], string> = {
  organization: '/organizations',
  member: '/members',
  agreement: '/agreements',
  project: '/projects',
  need: '/needs',
  resource: '/resources',
  session: '/activities',
};

function useSettled(value: string, ms = 250): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Ctrl K from anywhere. */
export function GlobalSearch(): ReactElement {
  const [text, setText] = useState('');
  const wanted = useSettled(text.trim());
  const box = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const { data } = useView<{ items: SearchHit[] }>('search', { q: wanted }, wanted.length > 0);

  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        box.current?.querySelector('input')?.focus();
      }
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);

  const options = (wanted ? (data?.items ?? []) : []).map((hit) => ({
    value: `${pages[hit.kind]}/${hit.id}`,
    label: (
      <span className="hit">
        <span className="hit-title">{hit.title}</span>
        <small className="muted">
          {word('noun', hit.kind)}
          {hit.org ? ` · ${place(hit.org)}` : ''}
        </small>
      </span>
    ),
  }));
  const open = (to: string): void => {
    setText('');
    void navigate(to);
  };
  return (
    <div className="tools-search" ref={box}>
      <AutoComplete
        className="tools-search-box"
        value={text}
        options={options}
        onSelect={open}
        onSearch={setText}
        notFoundContent={wanted && data ? t('search.none', { q: wanted }) : null}
      >
        <Input prefix={<SearchOutlined />} suffix={<kbd>Ctrl K</kbd>} placeholder={t('search.placeholder')} aria-label={t('search.placeholder')} />
      </AutoComplete>
    </div>
  );
}
