import { App, Form, InputNumber, Radio, Space } from 'antd';
import type { ReactElement } from 'react';

import type { AttendanceRow, SessionDetail } from '@/shared/api/types';
import { FormDrawer } from '@/shared/form/form-drawer';
import { between, required } from '@/shared/form/rules';
import { hoursOf } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';

interface Values {
  hours: number;
  reason_code: string;
}

interface CorrectionProps {
  session: SessionDetail;
  row: AttendanceRow;
  onClose: () => void;
}

/** One person asks, another approves; the ledger reverses and posts anew. */
export default function CorrectionDrawer({ session, row, onClose }: CorrectionProps): ReactElement {
  const { message } = App.useApp();
  return (
    <FormDrawer<Values>
      title={t('attendance.correct_title', { name: row.member.name })}
      submit={t('attendance.ask_correction')}
      labels={{ hours: t('attendance.right_hours'), reason_code: t('field.reason') }}
      aliases={{ minutes: 'hours' }}
      initial={{ hours: (row.minutes ?? 0) / 60 }}
      toCommand={({ hours, reason_code }) => ({
        path: `activities/sessions/${session.id}/attendances/${row.member.id}/corrections`,
        body: { minutes: Math.round(hours * 60), reason_code },
      })}
      onDone={() => {
        void message.success(t('attendance.asked_done'));
        onClose();
      }}
      onClose={onClose}
      intro={<p className="form-intro">{t('attendance.correct_intro', { hours: hoursOf(row.minutes) })}</p>}
    >
      <Form.Item name="hours" label={t('attendance.right_hours')} rules={[required(t('attendance.right_hours')), between(t('attendance.right_hours'), 0, 24)]}>
        <InputNumber step={0.25} className="form-wide" />
      </Form.Item>
      <Form.Item name="reason_code" label={t('field.reason')} rules={[required(t('field.reason'))]}>
        <Radio.Group>
          <Space orientation="vertical">
            {['wrong_time', 'left_early', 'overlapping', 'not_present', 'other'].map((code) => (
              <Radio key={code} value={code}>
                {word('reason', code)}
              </Radio>
            ))}
          </Space>
        </Radio.Group>
      </Form.Item>
    </FormDrawer>
  );
}
