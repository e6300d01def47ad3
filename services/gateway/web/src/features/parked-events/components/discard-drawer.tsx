import { Alert, App, Form, Input } from 'antd';
import type { ReactElement } from 'react';

import type { ParkedEvent } from '@/shared/api/types';
import { FormDrawer } from '@/shared/form/form-drawer';
import { count } from '@/shared/format/numbers';
import { labelled } from '@/shared/format/words';
import { t, word } from '@/shared/texts';

import { eventWord } from './parked-columns';

interface Props {
  event: ParkedEvent;
  onClose: () => void;
  onDone: () => void;
}

/** Gives one event up: what that means is read before the reason is written. */
export default function DiscardDrawer({ event, onClose, onDone }: Props): ReactElement {
  const { message } = App.useApp();
  const label = t('parked.discard_reason');
  return (
    <FormDrawer<{ reason: string }>
      title={labelled(t('parked.discard_title'), `${word('service', event.service)} · ${eventWord(event.type)}`)}
      submit={t('parked.discard')}
      labels={{ reason: label }}
      toCommand={({ reason }) => ({ path: 'gateway/discards', body: { event_id: event.event_id, service: event.service, reason } })}
      onDone={() => {
        void message.success(t('parked.discarded'));
        onDone();
      }}
      onClose={onClose}
      intro={<Alert className="form-alert" type="warning" showIcon title={t('parked.discard_effect', { n: count(event.behind_count) })} />}
    >
      <Form.Item name="reason" label={label} rules={[{ required: true, whitespace: true, min: 4, max: 400, message: t('parked.discard_rule') }]}>
        <Input.TextArea rows={4} maxLength={400} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
