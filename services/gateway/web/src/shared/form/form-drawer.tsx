import { Alert, App, Button, Drawer, Form } from 'antd';
import type { FormInstance } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import type { Command } from '@/shared/api/query';
import { t } from '@/shared/texts';
import { sortFaults } from '@/shared/ui/field-errors';

import './form.css';

interface FormDrawerProps<Values extends object, Answer> {
  title: string;
  submit: string;
  initial?: Partial<Values>;
  /** Field name → its label, for the links of the alert. */
  labels: Record<string, string>;
  /** Wire name → field name, where the two differ. */
  aliases?: Record<string, string>;
  toCommand: (values: Values) => Command;
  onDone: (answer: Answer) => void;
  onClose: () => void;
  size?: number;
  form?: FormInstance<Values>;
  intro?: ReactNode;
  children: ReactNode;
}

interface Faults {
  fields: string[];
  others: string[];
}

const none: Faults = { fields: [], others: [] };

/** T17: fields in a drawer; what was refused is said at the field and once more on top, and nothing was saved. */
export function FormDrawer<Values extends object, Answer = void>(props: FormDrawerProps<Values, Answer>): ReactElement {
  const [ownForm] = Form.useForm<Values>();
  const form = props.form ?? ownForm;
  const command = useCommand<Answer>();
  const { modal } = App.useApp();
  const [faults, setFaults] = useState<Faults>(none);

  const refuse = (error: unknown): void => {
    const sorted = sortFaults(asProblem(error), Object.keys(props.labels), props.aliases);
    form.setFields(sorted.fields.map((fault) => ({ name: fault.path as never, errors: [fault.text] })));
    setFaults({ fields: sorted.fields.map((fault) => String(fault.path[0])), others: sorted.others });
    focusField(form, sorted.fields[0]?.path[0]);
  };
  const save = (values: Values): void => {
    setFaults(none);
    command.mutate(props.toCommand(values), { onSuccess: props.onDone, onError: refuse });
  };
  const leave = (): void => {
    if (!form.isFieldsTouched()) {
      props.onClose();
      return;
    }
    void modal.confirm({ title: t('form.leave_title'), okText: t('form.leave'), cancelText: t('form.stay'), onOk: props.onClose });
  };
  return (
    <Drawer
      open
      size={props.size ?? 520}
      title={props.title}
      onClose={leave}
      mask={{ closable: false }}
      footer={
        <div className="form-foot">
          <Button onClick={leave}>{t('action.cancel')}</Button>
          <Button type="primary" loading={command.isPending} onClick={() => form.submit()}>
            {props.submit}
          </Button>
        </div>
      }
    >
      <FaultAlert form={form} labels={props.labels} faults={faults} />
      {props.intro}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={props.initial ?? {}}
        onFinish={save}
        onFinishFailed={({ errorFields }) => {
          const fields = [...new Set(errorFields.map((field) => String(field.name[0])))];
          setFaults({ fields, others: [] });
          focusField(form, fields[0]);
        }}
      >
        {props.children}
      </Form>
    </Drawer>
  );
}

function focusField<Values>(form: FormInstance<Values>, name: string | number | undefined): void {
  if (name === undefined) return;
  form.scrollToField([name] as never, { focus: true, block: 'center' });
}

function FaultAlert<Values>({ form, labels, faults }: { form: FormInstance<Values>; labels: Record<string, string>; faults: Faults }): ReactElement | null {
  const total = faults.fields.length + faults.others.length;
  if (total === 0) return null;
  const title = faults.fields.length > 0 ? t('form.faults', { n: total }) : (faults.others[0] ?? '');
  const others = faults.fields.length > 0 ? faults.others : faults.others.slice(1);
  return (
    <Alert
      className="form-alert"
      type="error"
      showIcon
      title={title}
      description={
        faults.fields.length > 0 || others.length > 0 ? (
          <>
            {faults.fields.map((name, at) => (
              <span key={name}>
                {at > 0 ? t('join.list') : ''}
                <button type="button" className="link-button" onClick={() => focusField(form, name)}>
                  {labels[name] ?? name}
                </button>
              </span>
            ))}
            {others.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </>
        ) : null
      }
    />
  );
}
