import type { ReactElement } from 'react';
import { NavLink } from 'react-router';

import type { Session } from '@/shared/api/types';
import { Icon } from '@/shared/phone/icons';
import type { IconName } from '@/shared/phone/icons';
import { actsAsMember } from '@/shared/session/active-role';
import { has } from '@/shared/session/session';
import { t } from '@/shared/texts';
import type { TextKey } from '@/shared/texts';

import './bottom-bar.css';

interface BarEntry {
  to: string;
  text: TextKey;
  icon: IconName;
}

const me: BarEntry = { to: '/me', text: 'bar.me', icon: 'me' };
const work: BarEntry = { to: '/work', text: 'bar.work', icon: 'work' };

const member: BarEntry[] = [
  { to: '/', text: 'bar.home', icon: 'home' },
  { to: '/find', text: 'bar.find', icon: 'find' },
  { to: '/hours', text: 'bar.hours', icon: 'hours' },
  me,
];

function barOf(session: Session): BarEntry[] {
  if (actsAsMember(session)) return member;
  if (has(session, 'community')) return [work, { to: '/onsite', text: 'bar.onsite', icon: 'onsite' }, { to: '/new', text: 'bar.new', icon: 'add' }, me];
  if (has(session, 'unit')) return [work, { to: '/needs', text: 'bar.needs', icon: 'need' }, { to: '/projects', text: 'bar.projects', icon: 'project' }, me];
  if (has(session, 'department', 'street')) return [work, { to: '/board', text: 'bar.board', icon: 'board' }, me];
  return [work, me];
}

/** At most four, by the role one acts in. */
export function BottomBar({ session }: { session: Session }): ReactElement {
  return (
    <nav className="bar" aria-label={t('nav.menu')}>
      {barOf(session).map((entry) => (
        <NavLink key={entry.to} to={entry.to} end className="bar-entry">
          <Icon name={entry.icon} />
          <span>{t(entry.text)}</span>
        </NavLink>
      ))}
    </nav>
  );
}
