import { Alert } from 'antd';
import type { ReactElement } from 'react';

import { date, today } from '@/shared/format/dates';
import { t } from '@/shared/texts';
import { useParamsState } from '@/shared/url/params';

import { DateField } from './date-field';

/** The day that figures are counted up to; today is the default and stays out of the address. */
export function AsOfField(): ReactElement {
  const url = useParamsState();
  return (
    <label className="as-of">
      <span className="secondary">{t('asof.label')}</span>
      <DateField label={t('asof.label')} allowClear={false} latest={today()} value={url.get('as_of') ?? today()} onChange={(on) => url.set({ as_of: on === today() ? null : on })} />
    </label>
  );
}

/** Said above figures of the past, with the way back. */
export function AsOfNotice({ asOf }: { asOf: string | undefined }): ReactElement | null {
  const url = useParamsState();
  if (!asOf) return null;
  return (
    <Alert
      className="as-of-notice"
      type="info"
      showIcon
      title={t('asof.notice', { on: date(asOf) })}
      action={
        <button type="button" className="plain-button" onClick={() => url.set({ as_of: null })}>
          {t('asof.today')}
        </button>
      }
    />
  );
}
