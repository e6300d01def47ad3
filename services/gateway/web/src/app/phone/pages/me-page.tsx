import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { Icon } from '@/shared/phone/icons';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { actAs, actsAsMember } from '@/shared/session/active-role';
import { has, isStaff, useSession, useSignOut } from '@/shared/session/session';
import { setLanguage, t, useLanguage, word } from '@/shared/texts';

import { preferDesk } from '../../area';
import { isLarge, setLarge } from '../large-type';

function Row({ text, value, onPress }: { text: string; value?: string; onPress: () => void }): ReactElement {
  return (
    <li>
      <button type="button" onClick={onPress}>
        <span className="ph-row-main">{text}</span>
        {value ? <span className="muted">{value}</span> : null}
        <Icon name="next" size={16} />
      </button>
    </li>
  );
}

function Go({ to, text }: { to: string; text: string }): ReactElement {
  return (
    <li>
      <Link to={to}>
        <span className="ph-row-main">{text}</span>
        <Icon name="next" size={16} />
      </Link>
    </li>
  );
}

export default function MePage(): ReactElement {
  const session = useSession();
  const signOut = useSignOut();
  const language = useLanguage();
  const [large, setLargeState] = useState(isLarge);
  const asMember = actsAsMember(session);
  const toggle = (): void => {
    setLarge(!large);
    setLargeState(!large);
  };
  return (
    <PhonePage title={session.user.name} below={session.user.title ?? session.user.home?.name}>
      <PhoneCard title={t('me.roles')}>
        <ul className="ph-rows">
          {session.grants.map((grant) => (
            <li key={`${grant.role_code}-${grant.scope.id}`}>
              <span className="ph-row-main">{word('role', grant.role_code)}</span>
              <span className="muted">{grant.scope.name}</span>
            </li>
          ))}
          {session.user.member_id && !session.grants.some((grant) => grant.role_code === 'member') ? (
            <li>
              <span className="ph-row-main">{word('role', 'member')}</span>
              <span className="muted">{session.user.home?.name}</span>
            </li>
          ) : null}
          {isStaff(session) && has(session, 'member') ? (
            <Row text={t('me.switch_role')} value={asMember ? t('me.as_staff') : t('me.as_member')} onPress={() => actAs(asMember ? 'staff' : 'member')} />
          ) : null}
        </ul>
      </PhoneCard>
      <PhoneCard>
        <ul className="ph-rows">
          {session.user.member_id ? <Go to="/report" text={t('report.go')} /> : null}
          <Row text={t('me.large')} value={large ? t('word.on') : t('word.off')} onPress={toggle} />
          <Row text={t('me.language')} value={language === 'en' ? 'English' : '中文'} onPress={() => void setLanguage(language === 'en' ? 'zh-CN' : 'en')} />
          <Go to="/me/password" text={t('session.change_password')} />
          {isStaff(session) ? <Row text={t('me.desk')} onPress={() => preferDesk(true)} /> : null}
          <Row text={t('session.sign_out')} onPress={() => void signOut()} />
        </ul>
      </PhoneCard>
    </PhonePage>
  );
}
