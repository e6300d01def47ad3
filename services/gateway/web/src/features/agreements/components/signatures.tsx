import type { ReactElement } from 'react';

import type { AgreementDetail, AgreementText } from '@/shared/api/types';
import { Panel } from '@/shared/detail/panel';
import { moment } from '@/shared/format/dates';
import { language, t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { KindTag } from '@/shared/ui/status-tag';

import './agreement.css';

const ordinals = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/** 甲方, 乙方 … as in the deed. */
export function partyOrdinal(at: number): string {
  return t('agreement.party', { ordinal: (language() === 'en' ? undefined : ordinals[at]) ?? String(at + 1) });
}

interface SignaturesProps {
  agreement: AgreementDetail;
  text: AgreementText | undefined;
}

export function Signatures({ agreement, text }: SignaturesProps): ReactElement {
  const isSigning = agreement.status !== 'draft' && agreement.status !== 'voided';
  return (
    <Panel title={t('agreement.signatures', { n: agreement.version_no })} aside={t('agreement.any_order')} flush>
      <ul className="parties">
        {agreement.signatures.map((signature, at) => {
          const liaison = text?.liaisons.find((one) => one.party_id === signature.party.id);
          return (
            <li key={signature.party.id}>
              <p className="muted">{`${partyOrdinal(at)} · ${word('org_kind', signature.party.kind)}`}</p>
              <p className="strong party-name">
                <OrgLink org={signature.party} />
              </p>
              <dl className="party-facts">
                <dt>{t('agreement.signatory')}</dt>
                <dd>{signature.signed_by ?? '—'}</dd>
                <dt>{t('agreement.liaison')}</dt>
                <dd>{liaison ? `${liaison.name} ${liaison.phone_masked ?? ''}` : '—'}</dd>
              </dl>
              {signature.signed_at ? (
                <KindTag kind="ok">{t('agreement.signed_at', { at: moment(signature.signed_at) })}</KindTag>
              ) : isSigning ? (
                <KindTag kind="wait">{t('agreement.awaiting')}</KindTag>
              ) : (
                <KindTag kind="draft">{t('agreement.not_open')}</KindTag>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
