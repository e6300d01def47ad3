import { App, Checkbox, Form, Input, Select, Space } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import type { AgreementDetail } from '@/shared/api/types';
import { today } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { aside } from '@/shared/format/words';
import { optionsOf } from '@/shared/list/options';
import { RangeField } from '@/shared/pickers/date-field';
import { t, word } from '@/shared/texts';

interface Values {
  title: string;
  need_ids: string[];
  lead_id: string;
  category_code: string;
  term: [string, string];
}

/** 立项: everything that the agreement already says is offered, not asked again. */
export default function AdoptProjectDrawer({ agreement, onClose }: { agreement: AgreementDetail; onClose: () => void }): ReactElement {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const needs = [...new Map(agreement.offers.filter((offer) => offer.status === 'accepted').map((offer) => [offer.need_id, offer])).values()];
  const units = agreement.signatures.map(({ party }) => party);
  const lead = units.find((party) => party.kind === 'unit') ?? units[0];
  return (
    <FormDrawer<Values, { project_id: string }>
      title={t('project.adopt')}
      submit={t('project.adopt')}
      labels={{ title: t('field.title'), need_ids: t('nav.needs'), lead_id: t('project.lead'), category_code: t('field.category_code'), term: t('project.span') }}
      aliases={{ start_on: 'term', due_on: 'term' }}
      initial={{
        need_ids: needs.map((offer) => offer.need_id),
        title: needs[0]?.need_title ?? '',
        ...(lead ? { lead_id: lead.id } : {}),
        ...(agreement.term ? { term: [today() > agreement.term.from_on ? today() : agreement.term.from_on, agreement.term.to_on] as [string, string] } : {}),
      }}
      toCommand={({ term, ...values }) => ({
        path: 'projects/projects',
        body: { ...values, agreement_id: agreement.id, start_on: term[0], due_on: term[1] },
      })}
      onDone={({ project_id }) => {
        void message.success(t('project.adopted_done'));
        void navigate(`/projects/${project_id}`);
      }}
      onClose={onClose}
    >
      <Form.Item name="title" label={t('field.title')} rules={[required(t('field.title')), atMost(t('field.title'), 60)]}>
        <Input />
      </Form.Item>
      <Form.Item name="need_ids" label={t('nav.needs')} rules={[required(t('nav.needs'))]}>
        <Checkbox.Group>
          <Space orientation="vertical">
            {needs.map((offer) => (
              <Checkbox key={offer.need_id} value={offer.need_id}>
                {offer.need_title} · {place(offer.community)}
              </Checkbox>
            ))}
          </Space>
        </Checkbox.Group>
      </Form.Item>
      <Form.Item name="lead_id" label={t('project.lead')} rules={[required(t('project.lead'))]}>
        <Select options={units.map((party) => ({ value: party.id, label: aside(party.name, word('org_kind', party.kind)) }))} />
      </Form.Item>
      <Form.Item name="category_code" label={t('field.category_code')} rules={[required(t('field.category_code'))]}>
        <Select options={optionsOf('category')} />
      </Form.Item>
      <Form.Item name="term" label={t('project.span')} rules={[required(t('project.span'))]}>
        <RangeField />
      </Form.Item>
    </FormDrawer>
  );
}
