import { Alert, App, Button, Checkbox, Drawer } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import type { AgreementDetail, AgreementText, Problem } from '@/shared/api/types';
import { term } from '@/shared/format/dates';
import { fingerprint } from '@/shared/format/names';
import { t } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';

import { Clauses } from './clauses';

interface SignProps {
  agreement: AgreementDetail;
  text: UseQueryResult<AgreementText>;
  party: AgreementDetail['signatures'][number]['party'];
  onClose: () => void;
}

/** The full text, its fingerprint, and for whom one signs. */
export default function SignDrawer({ agreement, text, party, onClose }: SignProps): ReactElement {
  const command = useCommand();
  const { message } = App.useApp();
  const [isRead, setRead] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isLast = agreement.signed_count + 1 === agreement.party_count;
  const sign = (): void => {
    setProblem(null);
    command.mutate(
      {
        path: `pairings/agreements/${agreement.id}/signatures`,
        body: { party_id: party.id, version_no: agreement.version_no, text_hash: agreement.text_hash },
      },
      {
        onSuccess: () => {
          void message.success(isLast ? t('agreement.effective_done') : t('agreement.signed_done'));
          onClose();
        },
        onError: (error) => setProblem(asProblem(error)),
      },
    );
  };
  return (
    <Drawer
      open
      size={640}
      title={t('agreement.sign_title', { name: agreement.title, n: agreement.version_no })}
      onClose={onClose}
      footer={
        <div className="form-foot">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!isRead || !agreement.text_hash} loading={command.isPending} onClick={sign}>
            {t('agreement.sign')}
          </Button>
        </div>
      }
    >
      {problem ? <Alert className="form-alert" type="error" showIcon title={problemText(problem)} /> : null}
      <p className="secondary">{term(agreement.term)}</p>
      <Clauses query={text} />
      {agreement.text_hash ? (
        <p className="sign-hash">
          {t('agreement.hash')} <code className="code">{fingerprint(agreement.text_hash)}</code>
        </p>
      ) : null}
      <Checkbox checked={isRead} onChange={(event) => setRead(event.target.checked)}>
        {t('agreement.on_behalf', { name: party.name })}
      </Checkbox>
      {isLast ? <p className="secondary sign-last">{t('agreement.last_signature')}</p> : null}
    </Drawer>
  );
}
