import { CascadePicker } from 'antd-mobile';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';

import { get } from '@/shared/api/client';
import type { Division } from '@/shared/api/types';
import { sayProblem } from '@/shared/phone/say';
import { t } from '@/shared/texts';

interface Option {
  label: string;
  value: string;
  children?: Option[];
}

export interface ChosenCommunity {
  id: string;
  words: string;
}

interface PickerProps {
  open: boolean;
  onClose: () => void;
  onChoose: (community: ChosenCommunity) => void;
}

function toOption(division: Division): Option {
  return { label: division.name, value: division.id };
}

function grow(options: Option[], path: string[], children: Option[]): Option[] {
  const [head, ...rest] = path;
  if (head === undefined) return children;
  return options.map((option) => (option.value === head ? { ...option, children: grow(option.children ?? [], rest, children) } : option));
}

function childrenAt(options: Option[], path: string[]): Option[] | undefined {
  let level: Option[] | undefined = options;
  for (const id of path) level = level?.find((option) => option.value === id)?.children;
  return level;
}

function wordsOf(options: Option[], path: string[]): string {
  const words: string[] = [];
  let level: Option[] = options;
  for (const id of path) {
    const option = level.find((one) => one.value === id);
    if (!option) break;
    words.push(option.label);
    level = option.children ?? [];
  }
  return words.slice(-2).join(' · ');
}

/** District, street, community; each column is read when its turn comes. */
export function CommunityPicker({ open, onClose, onChoose }: PickerProps): ReactElement {
  const client = useQueryClient();
  const [options, setOptions] = useState<Option[]>([]);
  const [path, setPath] = useState<string[]>([]);

  useEffect(() => {
    if (!open) return;
    const depth = Math.min(path.length, 2);
    const missing = [...Array(depth + 1).keys()].map((length) => path.slice(0, length)).find((at) => childrenAt(options, at) === undefined || (at.length === 0 && options.length === 0));
    if (!missing) return;
    const parent = missing.at(-1);
    client
      .fetchQuery({
        queryKey: ['views', 'divisions', parent ?? ''],
        queryFn: () => get<{ items: Division[] }>('views/divisions', { parent }),
        staleTime: 60 * 60_000,
      })
      .then(({ items }) => {
        const children = items.map(toOption);
        setOptions((former) => grow(former, missing, children));
        const first = children[0];
        if (first && missing.length < 3) setPath((former) => (former.length === missing.length ? [...former, first.value] : former));
        return undefined;
      })
      .catch(sayProblem);
  }, [client, open, options, path]);

  return (
    <CascadePicker
      title={t('report.choose_community')}
      options={options}
      visible={open}
      onClose={onClose}
      onSelect={(value) => setPath(value.map(String))}
      onConfirm={(value) => {
        const chosen = value.map(String);
        const id = chosen[2];
        if (id) onChoose({ id, words: wordsOf(options, chosen) });
      }}
    />
  );
}
