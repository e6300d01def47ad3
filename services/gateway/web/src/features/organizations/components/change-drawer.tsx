import { App, Form, Input, Radio, Segmented } from 'antd';
import type { FormInstance } from 'antd';
import type { ReactElement, ReactNode } from 'react';

import type { OrganizationDetail } from '@/shared/api/types';
import { today } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { labelled } from '@/shared/format/words';
import { DateField } from '@/shared/pickers/date-field';
import { OrgMultiSelect, OrgSelect } from '@/shared/pickers/org-select';
import { codesOf, t, word } from '@/shared/texts';

import { useChangePreview } from '../api/change-preview';
import type { Change } from '../api/change-preview';
import { ChangePreviewPanel } from './change-preview';
import { CompareTable } from './compare-table';

interface Values {
  name?: string;
  line?: 'territory' | 'affiliation';
  superior_id?: string;
  custodian_id?: string;
  into_ids?: string[];
  ends?: boolean;
  reason_code?: string;
  sector_code?: string;
  uscc?: string;
  division_code?: string;
  unit_ids?: string[];
  effective_on?: string;
}

interface ChangeDrawerProps {
  org: OrganizationDetail;
  change: Change;
  onClose: () => void;
}

const paths: Record<Change, string> = {
  rename: 'name',
  amend: 'amendment',
  move: 'move',
  merge: 'merger',
  split: 'split',
  close: 'closing',
  division_code: 'division-code',
};

function bodyOf(change: Change, values: Values): Record<string, unknown> {
  const on = { effective_on: values.effective_on };
  if (change === 'rename') return { name: values.name, ...on };
  if (change === 'amend') return { sector_code: values.sector_code, uscc: values.uscc || undefined, unit_ids: values.unit_ids };
  if (change === 'move') return { kind: values.line, superior_id: values.superior_id, ...on };
  if (change === 'merge') return { custodian_id: values.custodian_id, ...on };
  if (change === 'split') return { into_ids: values.into_ids, ends: values.ends, custodian_id: values.custodian_id, ...on };
  if (change === 'close') return { custodian_id: values.custodian_id, reason_code: values.reason_code, ...on };
  return { division_code: values.division_code?.replace(/\s/g, ''), ...on };
}

/** What the preview needs; null while the form does not say enough. */
function previewQuery(change: Change, values: Values | undefined): Record<string, string | undefined> | null {
  if (!values?.effective_on) return null;
  const common = { change, effective_on: values.effective_on };
  if (change === 'move') return values.superior_id ? { ...common, kind: values.line, superior_id: values.superior_id } : null;
  if (change === 'merge' || change === 'close') return values.custodian_id ? { ...common, custodian_id: values.custodian_id } : null;
  if (change !== 'split' || !values.into_ids?.length) return null;
  return { ...common, into_ids: values.into_ids.join(','), ends: String(values.ends ?? true), custodian_id: values.custodian_id };
}

export default function ChangeDrawer({ org, change, onClose }: ChangeDrawerProps): ReactElement {
  const [form] = Form.useForm<Values>();
  const values = Form.useWatch([], form) as Values | undefined;
  const previewed = ['move', 'merge', 'split', 'close'].includes(change);
  const preview = useChangePreview(org.id, previewed ? previewQuery(change, values) : null);
  const { message } = App.useApp();
  const affected = preview.data?.organization_count ?? 0;
  const submit = affected > 1 ? t(`org.confirm_many.${change}`, { n: affected }) : t(`org.confirm.${change}`);
  return (
    <FormDrawer<Values>
      title={labelled(t(`org.change.${change}`).replace('…', ''), org.name)}
      submit={submit}
      size={previewed ? 640 : 520}
      form={form}
      initial={{
        name: org.name,
        line: 'territory',
        effective_on: today(),
        ends: true,
        ...(org.sector_code ? { sector_code: org.sector_code } : {}),
        ...(org.uscc ? { uscc: org.uscc } : {}),
        unit_ids: org.units.map((unit) => unit.id),
      }}
      labels={labels()}
      aliases={{ kind: 'line' }}
      toCommand={(given) => ({ path: `organizations/organizations/${org.id}/${paths[change]}`, body: bodyOf(change, given) })}
      onDone={() => {
        void message.success(t(`org.changed.${change}`, { name: org.name }));
        onClose();
      }}
      onClose={onClose}
    >
      <ChangeFields org={org} change={change} values={values} form={form} />
      {previewed ? <ChangePreviewPanel query={preview} /> : null}
    </FormDrawer>
  );
}

function labels(): Record<string, string> {
  const names = ['name', 'line', 'superior_id', 'custodian_id', 'into_ids', 'ends', 'reason_code', 'sector_code', 'uscc', 'division_code', 'unit_ids', 'effective_on'];
  return Object.fromEntries(names.map((name) => [name, word('field', name)]));
}

interface FieldsProps {
  org: OrganizationDetail;
  change: Change;
  values: Values | undefined;
  form: FormInstance<Values>;
}

function field(name: keyof Values, control: ReactNode, optional = false): ReactElement {
  const label = word('field', name);
  return (
    <Form.Item name={name} label={label} rules={optional ? [] : [required(label)]} required={!optional}>
      {control}
    </Form.Item>
  );
}

function ChangeFields({ org, change, values }: FieldsProps): ReactElement {
  const exclude = [org.id];
  return (
    <>
      {change === 'rename' ? (
        <Form.Item name="name" label={t('field.full_name')} rules={[required(t('field.full_name')), atMost(t('field.full_name'), 120)]}>
          <Input />
        </Form.Item>
      ) : null}
      {change === 'move' ? (
        <>
          {field('line', <Segmented options={(['territory', 'affiliation'] as const).map((value) => ({ value, label: t(`org.line.${value}`) }))} />)}
          {field('superior_id', <OrgSelect exclude={exclude} {...(values?.line === 'territory' ? { kinds: ['city', 'district', 'street', 'community'] } : {})} />)}
        </>
      ) : null}
      {change === 'merge' ? field('custodian_id', <OrgSelect exclude={exclude} kinds={[org.kind]} />) : null}
      {change === 'merge' && values?.custodian_id ? <CompareTable org={org} otherId={values.custodian_id} /> : null}
      {change === 'split' ? (
        <>
          {field('into_ids', <OrgMultiSelect exclude={exclude} kinds={[org.kind]} />)}
          {field('ends', <Radio.Group options={[{ value: true, label: t('org.split_ends') }, { value: false, label: t('org.split_stays') }]} />)}
          {values?.ends ? field('custodian_id', <OrgSelect exclude={exclude} />) : null}
        </>
      ) : null}
      {change === 'close' ? (
        <>
          {field('custodian_id', <OrgSelect exclude={exclude} known={[org.affiliation, org.territory].filter((ref) => ref !== undefined)} />)}
          {field('reason_code', <Radio.Group options={['dissolved', 'relocated', 'moved_out', 'mistaken'].map((value) => ({ value, label: word('reason', value) }))} />)}
        </>
      ) : null}
      {change === 'amend' ? (
        <>
          {field('sector_code', <Radio.Group options={codesOf('sector').map((value) => ({ value, label: word('sector', value) }))} />, true)}
          {field('uscc', <Input maxLength={18} />, true)}
          {org.kind === 'joint_branch' ? field('unit_ids', <OrgMultiSelect kinds={['unit']} known={org.units} />) : null}
        </>
      ) : null}
      {change === 'division_code' ? field('division_code', <Input maxLength={14} inputMode="numeric" />) : null}
      {change === 'amend' ? null : field('effective_on', <DateField allowClear={false} />)}
    </>
  );
}
