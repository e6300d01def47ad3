import { useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { useMember } from '@/features/members/api/views';
import { CommunityPicker } from '@/features/registrations/phone/community-picker';
import type { ChosenCommunity } from '@/features/registrations/phone/community-picker';
import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import type { MemberDetail, Problem } from '@/shared/api/types';
import { listed } from '@/shared/format/words';
import { Choice } from '@/shared/phone/choice';
import { Icon } from '@/shared/phone/icons';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { say } from '@/shared/phone/say';
import { useSession } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';
import { EmptyState } from '@/shared/ui/states';

const CONSENT_NO = 1;
const kinds = ['residence', 'work'] as const;
type Kind = (typeof kinds)[number];

/** 报到: where one lives or works, with consent, once per kind. */
export default function ReportPage(): ReactElement {
  const memberId = useSession().user.member_id;
  const query = useMember(memberId ?? '', memberId !== undefined);
  return (
    <PhonePage title={t('report.title')} below={t('report.below')} withBack>
      {memberId ? (
        <PhoneData query={query}>{(member) => <ReportForm member={member} />}</PhoneData>
      ) : (
        <PhoneCard>
          <EmptyState title={t('home.no_member')} />
        </PhoneCard>
      )}
    </PhonePage>
  );
}

function ReportForm({ member }: { member: MemberDetail }): ReactElement {
  const taken = member.registration_rows.filter((row) => !['declined', 'cancelled'].includes(row.status)).map((row) => row.kind);
  const free = kinds.filter((kind) => !taken.includes(kind));
  const [kind, setKind] = useState<Kind | undefined>(free[0]);
  const [community, setCommunity] = useState<ChosenCommunity | null>(null);
  const [isPicking, setPicking] = useState(false);
  const [consents, setConsents] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const command = useCommand<{ registration_id: string }>();
  const navigate = useNavigate();
  const isReady = kind !== undefined && community !== null && consents;
  const submit = (): void => {
    setProblem(null);
    command.mutate(
      { path: 'registrations/registrations', body: { member_id: member.id, kind, community_id: community?.id, consent_no: CONSENT_NO } },
      {
        onSuccess: ({ registration_id }) => {
          say(t('report.done'));
          void navigate(`/registrations/${registration_id}`, { replace: true });
        },
        onError: (error) => setProblem(asProblem(error)),
      },
    );
  };
  if (free.length === 0) {
    return (
      <PhoneCard>
        <EmptyState title={t('report.all_taken')} />
      </PhoneCard>
    );
  }
  return (
    <>
      {problem ? (
        <p className="ph-alert" role="alert">
          {problemText(problem)}
        </p>
      ) : null}
      <PhoneCard title={t('registration.kind')}>
        <Choice label={t('registration.kind')} value={kind} options={kinds.map((value) => ({ value, label: word('registration_kind', value), disabled: taken.includes(value) }))} onChange={setKind} />
        {taken.length > 0 ? <p className="muted ph-note">{t('report.taken', { kinds: listed(taken.map((one) => word('registration_kind', one))) })}</p> : null}
      </PhoneCard>
      <PhoneCard title={t('field.community')}>
        <button type="button" className="ph-field" onClick={() => setPicking(true)}>
          <span className={community ? '' : 'muted'}>{community?.words ?? t('report.choose_community')}</span>
          <Icon name="next" size={16} />
        </button>
        <CommunityPicker open={isPicking} onClose={() => setPicking(false)} onChoose={setCommunity} />
      </PhoneCard>
      <PhoneCard title={t('report.consent_title')}>
        <p className="secondary">{t('report.consent_text')}</p>
        <label className="ph-check">
          <input type="checkbox" checked={consents} onChange={(event) => setConsents(event.target.checked)} />
          <span>{t('report.consent')}</span>
        </label>
      </PhoneCard>
      <div className="ph-actions">
        <button type="button" className="ph-button ph-button-primary" disabled={!isReady || command.isPending} onClick={submit}>
          {t('report.submit')}
        </button>
      </div>
    </>
  );
}
