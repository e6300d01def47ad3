import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';

import type { AgreementDetail, AgreementText, Clause } from '@/shared/api/types';
import { addDays, civil, today } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { optionsOf } from '@/shared/list/options';
import { DateField, RangeField } from '@/shared/pickers/date-field';
import { t } from '@/shared/texts';

interface Commitment {
  kind: string;
  target_qty: number;
  unit_code: string;
  by_on: string;
}

interface Liaison {
  party_id: string;
  name: string;
  phone?: string;
}

interface Values {
  title: string;
  term: [string, string];
  clauses: Clause[];
  commitments: Commitment[];
  liaisons: Liaison[];
}

interface ReviseProps {
  agreement: AgreementDetail;
  text: AgreementText;
  onClose: () => void;
}

function yearEnd(): string {
  return `${civil(new Date()).year}-12-31`;
}

/** Usual heads of such a deed, to start from. */
function usualClauses(): Clause[] {
  return [
    { heading: t('clause.purpose'), text: t('clause.purpose_text') },
    { heading: t('clause.content'), text: t('clause.content_text') },
    { heading: t('clause.meeting'), text: t('clause.meeting_text') },
    { heading: t('clause.term'), text: t('clause.term_text') },
  ];
}

function initialOf(agreement: AgreementDetail, text: AgreementText): Values {
  const term: [string, string] = agreement.term ? [agreement.term.from_on, agreement.term.to_on] : [today(), addDays(today(), 364)];
  const names = new Map(text.liaisons.map((liaison) => [liaison.party_id, liaison.name]));
  return {
    title: agreement.title,
    term,
    clauses: text.clauses.length > 0 ? text.clauses : usualClauses(),
    commitments: agreement.commitments.map(({ kind, target_qty, unit_code, by_on }) => ({ kind, target_qty, unit_code, by_on })),
    liaisons: agreement.signatures.map(({ party }) => ({ party_id: party.id, name: names.get(party.id) ?? '' })),
  };
}

export default function ReviseDrawer({ agreement, text, onClose }: ReviseProps): ReactElement {
  const { message } = App.useApp();
  return (
    <FormDrawer<Values>
      title={t('agreement.revise_title', { name: agreement.title })}
      submit={t('agreement.save_draft')}
      size={680}
      initial={initialOf(agreement, text)}
      labels={{ title: t('field.title'), term: t('field.term'), clauses: t('agreement.clauses'), commitments: t('agreement.commitments'), liaisons: t('agreement.liaisons') }}
      toCommand={({ term, ...values }) => ({
        path: `pairings/agreements/${agreement.id}/revisions`,
        body: { ...values, term: { from_on: term[0], to_on: term[1] } },
      })}
      onDone={() => {
        void message.success(t('agreement.revised_done'));
        onClose();
      }}
      onClose={onClose}
    >
      <Form.Item name="title" label={t('field.title')} rules={[required(t('field.title')), atMost(t('field.title'), 60)]}>
        <Input />
      </Form.Item>
      <Form.Item name="term" label={t('field.term')} rules={[required(t('field.term'))]}>
        <RangeField />
      </Form.Item>
      <LiaisonFields agreement={agreement} />
      <CommitmentFields />
      <ClauseFields />
    </FormDrawer>
  );
}

function LiaisonFields({ agreement }: { agreement: AgreementDetail }): ReactElement {
  return (
    <Form.List name="liaisons">
      {(fields) => (
        <fieldset className="form-group">
          <legend>{t('agreement.liaisons')}</legend>
          {fields.map((field) => (
            <div key={field.key} className="form-pair">
              <Form.Item name={[field.name, 'party_id']} hidden>
                <Input />
              </Form.Item>
              <Form.Item
                name={[field.name, 'name']}
                label={agreement.signatures[field.name]?.party.name ?? ''}
                rules={[required(t('agreement.liaison'))]}
              >
                <Input placeholder={t('field.person_name')} />
              </Form.Item>
              <Form.Item name={[field.name, 'phone']} label={t('field.phone')} rules={[{ pattern: /^1\d{10}$/, message: t('form.phone_rule') }]}>
                <Input inputMode="tel" />
              </Form.Item>
            </div>
          ))}
        </fieldset>
      )}
    </Form.List>
  );
}

function CommitmentFields(): ReactElement {
  return (
    <Form.List name="commitments">
      {(fields, { add, remove }) => (
        <fieldset className="form-group">
          <legend>{t('agreement.commitments')}</legend>
          {fields.map((field) => (
            <div key={field.key} className="commitment-row">
              <Form.Item name={[field.name, 'kind']} rules={[required(t('noun.commitment'))]}>
                <Select options={optionsOf('commitment')} aria-label={t('noun.commitment')} />
              </Form.Item>
              <Form.Item name={[field.name, 'target_qty']} rules={[required(t('field.qty'))]}>
                <InputNumber className="form-wide" min={1} aria-label={t('field.qty')} />
              </Form.Item>
              <Form.Item name={[field.name, 'unit_code']} rules={[required(t('field.unit_code'))]}>
                <Select options={optionsOf('quantity')} aria-label={t('field.unit_code')} />
              </Form.Item>
              <Form.Item name={[field.name, 'by_on']} rules={[required(t('field.by_on'))]}>
                <DateField allowClear={false} label={t('field.by_on')} />
              </Form.Item>
              <Button type="text" icon={<MinusCircleOutlined />} aria-label={t('action.remove')} onClick={() => remove(field.name)} />
            </div>
          ))}
          <Button size="small" icon={<PlusOutlined />} onClick={() => add({ kind: 'hours', target_qty: 100, unit_code: 'hour', by_on: yearEnd() })}>
            {t('agreement.add_commitment')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

function ClauseFields(): ReactElement {
  return (
    <Form.List name="clauses">
      {(fields, { add, remove }) => (
        <fieldset className="form-group">
          <legend>{t('agreement.clauses')}</legend>
          {fields.map((field) => (
            <div key={field.key} className="clause-row">
              <Form.Item name={[field.name, 'heading']} rules={[required(t('agreement.heading'))]}>
                <Input aria-label={t('agreement.heading')} placeholder={t('agreement.heading')} />
              </Form.Item>
              <Button type="text" icon={<MinusCircleOutlined />} aria-label={t('action.remove')} onClick={() => remove(field.name)} />
              <Form.Item className="clause-text" name={[field.name, 'text']} rules={[required(t('agreement.clause'))]}>
                <Input.TextArea aria-label={t('agreement.clause')} autoSize={{ minRows: 2, maxRows: 8 }} />
              </Form.Item>
            </div>
          ))}
          <Button size="small" icon={<PlusOutlined />} onClick={() => add({ heading: '', text: '' })}>
            {t('agreement.add_clause')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}
