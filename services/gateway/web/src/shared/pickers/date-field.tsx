import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';
import type { ReactElement } from 'react';

import { language } from '@/shared/texts';

interface DateFieldProps {
  id?: string;
  value?: string | null;
  onChange?: (on: string | null) => void;
  allowClear?: boolean;
  earliest?: string;
  latest?: string;
  label?: string;
}

function shown(): string {
  return language() === 'en' ? 'D MMM YYYY' : 'YYYY年M月D日';
}

function disabled(earliest: string | undefined, latest: string | undefined): (day: Dayjs) => boolean {
  return (day) => {
    const on = day.format('YYYY-MM-DD');
    return (earliest !== undefined && on < earliest) || (latest !== undefined && on > latest);
  };
}

/** A civil date as the wire writes it. */
export function DateField({ id, value, onChange, allowClear = true, earliest, latest, label }: DateFieldProps): ReactElement {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      className="form-wide"
      value={value ? dayjs(value) : null}
      format={shown()}
      allowClear={allowClear}
      disabledDate={disabled(earliest, latest)}
      {...(label ? { 'aria-label': label } : {})}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
    />
  );
}

interface RangeFieldProps {
  id?: string;
  value?: [string, string] | null;
  onChange?: (range: [string, string] | null) => void;
  withTime?: boolean;
}

/** Two civil dates, or with `withTime` two Beijing wall times on the quarter hour. */
export function RangeField({ id, value, onChange, withTime = false }: RangeFieldProps): ReactElement {
  const wire = withTime ? 'YYYY-MM-DDTHH:mm' : 'YYYY-MM-DD';
  return (
    <DatePicker.RangePicker
      {...(id ? { id } : {})}
      className="form-wide"
      value={value ? [dayjs(value[0]), dayjs(value[1])] : null}
      format={withTime ? `${shown()} HH:mm` : shown()}
      {...(withTime ? { showTime: { format: 'HH:mm', minuteStep: 15 as const } } : {})}
      onChange={(range) => {
        const [start, end] = range ?? [null, null];
        onChange?.(start && end ? [start.format(wire), end.format(wire)] : null);
      }}
    />
  );
}
