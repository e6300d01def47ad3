import { useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { emptyDraft, needBody, needFaults } from '@/features/needs/phone/need-draft';
import type { NeedDraft } from '@/features/needs/phone/need-draft';
import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import { date, today } from '@/shared/format/dates';
import { aside } from '@/shared/format/words';
import { Field, useFaultFocus } from '@/shared/phone/field';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { say } from '@/shared/phone/say';
import { scopesOf, useSession } from '@/shared/session/session';
import { codesOf, t, word } from '@/shared/texts';
import { sortFaults } from '@/shared/ui/field-errors';

type Faults = Partial<Record<keyof NeedDraft | 'others', string>>;

/** 登记: a need in six fields on one screen. */
export default function NewPage(): ReactElement {
  const scopes = scopesOf(useSession(), 'community');
  const [draft, setDraft] = useState<NeedDraft>(() => emptyDraft(scopes[0]?.id ?? ''));
  const [faults, setFaults] = useState<Faults>({});
  useFaultFocus(faults);
  const command = useCommand<{ need_id: string }>();
  const navigate = useNavigate();
  const set = <Key extends keyof NeedDraft>(key: Key, value: NeedDraft[Key]): void => setDraft({ ...draft, [key]: value });
  const submit = (): void => {
    const found = needFaults(draft);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    command.mutate(
      { path: 'needs/needs', body: needBody(draft) },
      {
        onSuccess: ({ need_id }) => {
          say(t('need.entered'));
          void navigate(`/needs/${need_id}`);
        },
        onError: (error) => {
          const sorted = sortFaults(asProblem(error), Object.keys(draft), { window: 'from' });
          setFaults({ ...Object.fromEntries(sorted.fields.map((fault) => [fault.path[0], fault.text])), ...(sorted.others[0] ? { others: sorted.others.join(' ') } : {}) });
        },
      },
    );
  };
  const total = Object.keys(faults).length;
  return (
    <PhonePage title={t('need.enter')}>
      {total > 0 ? (
        <p className="ph-alert" role="alert">
          {faults.others ?? t('form.faults', { n: total })}
        </p>
      ) : null}
      <PhoneCard>
        <Field label={t('need.what')} fault={faults.title}>
          <input value={draft.title} maxLength={40} placeholder={t('need.what_hint')} onChange={(event) => set('title', event.target.value)} />
        </Field>
        {scopes.length > 1 ? (
          <Field label={t('field.community')} fault={faults.community_id}>
            <select value={draft.community_id} onChange={(event) => set('community_id', event.target.value)}>
              {scopes.map((scope) => (
                <option key={scope.id} value={scope.id}>
                  {scope.name}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
        <Field label={t('field.category_code')} fault={faults.category_code}>
          <select value={draft.category_code} onChange={(event) => set('category_code', event.target.value)}>
            <option value="">{t('form.choose')}</option>
            {codesOf('category').map((code) => (
              <option key={code} value={code}>
                {word('category', code)}
              </option>
            ))}
          </select>
        </Field>
        <div className="ph-pair">
          <Field label={t('field.qty')} fault={faults.qty}>
            <input inputMode="numeric" value={draft.qty} onChange={(event) => set('qty', event.target.value)} />
          </Field>
          <Field label={t('field.unit_code')} fault={faults.unit_code}>
            <select value={draft.unit_code} onChange={(event) => set('unit_code', event.target.value)}>
              {codesOf('quantity').map((code) => (
                <option key={code} value={code}>
                  {word('quantity', code)}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <div className="ph-pair">
          <Field label={t('form.from')} fault={faults.from}>
            <DateInput value={draft.from} min={today()} onChange={(on) => set('from', on)} />
          </Field>
          <Field label={t('form.to')} fault={faults.to}>
            <DateInput value={draft.to} min={draft.from} onChange={(on) => set('to', on)} />
          </Field>
        </div>
        <Field label={aside(t('field.description'), t('form.optional'))} fault={faults.description}>
          <textarea rows={3} maxLength={300} value={draft.description} onChange={(event) => set('description', event.target.value)} />
        </Field>
      </PhoneCard>
      <div className="ph-actions">
        <button type="button" className="ph-button ph-button-primary" disabled={command.isPending} onClick={submit}>
          {t('need.submit')}
        </button>
      </div>
    </PhonePage>
  );
}

function DateInput({ value, min, onChange }: { value: string; min: string; onChange: (on: string) => void }): ReactElement {
  return (
    <span className="ph-date">
      {date(value)}
      <input type="date" value={value} min={min} onChange={(event) => event.target.value && onChange(event.target.value)} />
    </span>
  );
}
