import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import { Field, useFaultFocus } from '@/shared/phone/field';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { say } from '@/shared/phone/say';
import { t } from '@/shared/texts';
import { sortFaults } from '@/shared/ui/field-errors';

const empty = { old_password: '', new_password: '', again: '' };
type Values = typeof empty;
type Faults = Partial<Record<keyof Values | 'others', string>>;

const labels = { old_password: 'session.old_password', new_password: 'session.new_password', again: 'session.new_password_again' } as const;
const names = ['old_password', 'new_password', 'again'] as const;

function faultsOf(values: Values): Faults {
  const found: Faults = {};
  for (const name of names) if (!values[name]) found[name] = t('form.required', { label: t(labels[name]) });
  if (values.new_password && values.new_password.length < 10) found.new_password = t('session.password_short');
  if (values.again && values.again !== values.new_password) found.again = t('session.password_differs');
  return found;
}

/** 修改密码: whoever got a first password on paper makes it their own where they are. */
export default function PasswordPage(): ReactElement {
  const [values, setValues] = useState(empty);
  const [faults, setFaults] = useState<Faults>({});
  useFaultFocus(faults);
  const command = useCommand();
  const navigate = useNavigate();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = faultsOf(values);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const { old_password, new_password } = values;
    command.mutate(
      { path: 'session/password', body: { old_password, new_password } },
      {
        onSuccess: () => {
          say(t('session.password_changed'));
          void navigate('/me', { replace: true });
        },
        onError: (error) => {
          const sorted = sortFaults(asProblem(error), [...names]);
          setFaults({ ...Object.fromEntries(sorted.fields.map((fault) => [fault.path[0], fault.text])), ...(sorted.others[0] ? { others: sorted.others.join(' ') } : {}) });
        },
      },
    );
  };
  const total = Object.keys(faults).length;
  return (
    <PhonePage title={t('session.change_password')} withBack>
      {total > 0 ? (
        <p className="ph-alert" role="alert">
          {faults.others ?? t('form.faults', { n: total })}
        </p>
      ) : null}
      <form onSubmit={submit}>
        <PhoneCard>
          {names.map((name) => (
            <Field key={name} label={t(labels[name])} fault={faults[name]}>
              <input
                type="password"
                autoComplete={name === 'old_password' ? 'current-password' : 'new-password'}
                value={values[name]}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            </Field>
          ))}
        </PhoneCard>
        <div className="ph-actions">
          <button type="submit" className="ph-button ph-button-primary" disabled={command.isPending}>
            {t('session.change_password')}
          </button>
        </div>
      </form>
    </PhonePage>
  );
}
