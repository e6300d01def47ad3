import type { FormItemProps } from 'antd';

import { t } from '@/shared/texts';

type Rules = NonNullable<FormItemProps['rules']>;

export function required(label: string): Rules[number] {
  return { required: true, message: t('form.required', { label }) };
}

export function between(label: string, least: number, most: number): Rules[number] {
  return {
    validator: (_rule, value: unknown) => {
      if (value === null || value === undefined || value === '') return Promise.resolve();
      const number = Number(value);
      if (number >= least && number <= most) return Promise.resolve();
      return Promise.reject(new Error(t('form.between', { label, value: number, least, most })));
    },
  };
}

export function atMost(label: string, most: number): Rules[number] {
  return { max: most, message: t('form.too_long', { label, most }) };
}
