import {
  AuditOutlined,
  CalendarOutlined,
  ClockCircleOutlined,
  ClusterOutlined,
  DashboardOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  GiftOutlined,
  InboxOutlined,
  KeyOutlined,
  PartitionOutlined,
  ProjectOutlined,
  SwapOutlined,
  TeamOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import type { ReactElement } from 'react';

import type { Session } from '@/shared/api/types';
import { has } from '@/shared/session/session';
import type { Role } from '@/shared/session/session';
import { t } from '@/shared/texts';
import type { TextKey } from '@/shared/texts';

interface Entry {
  to: string;
  text: TextKey;
  icon: ReactElement;
  roles: Role[];
}

interface Group {
  heading?: TextKey;
  entries: Entry[];
}

const chain: Role[] = ['department', 'street', 'community', 'unit'];

/** Five groups that never change; an entry appears only where a grant allows its page. */
const groups: Group[] = [
  {
    entries: [
      { to: '/work', text: 'nav.work', icon: <InboxOutlined />, roles: [...chain, 'branch', 'signatory', 'administrator'] },
      { to: '/board', text: 'nav.board', icon: <DashboardOutlined />, roles: ['department', 'street'] },
    ],
  },
  {
    heading: 'nav.group.organizations',
    entries: [
      { to: '/organizations', text: 'nav.organizations', icon: <ClusterOutlined />, roles: [...chain, 'branch', 'administrator'] },
      { to: '/members', text: 'nav.members', icon: <TeamOutlined />, roles: [...chain, 'branch'] },
      { to: '/registrations', text: 'nav.registrations', icon: <AuditOutlined />, roles: [...chain, 'branch'] },
    ],
  },
  {
    heading: 'nav.group.pairing',
    entries: [
      { to: '/needs', text: 'nav.needs', icon: <FileDoneOutlined />, roles: chain },
      { to: '/resources', text: 'nav.resources', icon: <GiftOutlined />, roles: chain },
      { to: '/plans', text: 'nav.plans', icon: <PartitionOutlined />, roles: ['department', 'street'] },
      { to: '/offers', text: 'nav.offers', icon: <SwapOutlined />, roles: chain },
      { to: '/agreements', text: 'nav.agreements', icon: <FileProtectOutlined />, roles: [...chain, 'signatory'] },
      { to: '/projects', text: 'nav.projects', icon: <ProjectOutlined />, roles: [...chain, 'signatory'] },
    ],
  },
  {
    heading: 'nav.group.service',
    entries: [
      { to: '/activities', text: 'nav.activities', icon: <CalendarOutlined />, roles: chain },
      { to: '/hours', text: 'nav.hours', icon: <ClockCircleOutlined />, roles: [...chain, 'branch'] },
    ],
  },
  {
    heading: 'nav.group.system',
    entries: [
      { to: '/parked-events', text: 'nav.parked_events', icon: <WarningOutlined />, roles: ['administrator'] },
      { to: '/users', text: 'nav.accounts', icon: <KeyOutlined />, roles: ['administrator', 'department'] },
    ],
  },
];

export interface MenuEntry {
  to: string;
  text: string;
  icon: ReactElement;
}

export interface MenuGroup {
  heading: string | null;
  entries: MenuEntry[];
}

export function menuOf(session: Session): MenuGroup[] {
  return groups
    .map((group) => ({
      heading: group.heading ? t(group.heading) : null,
      entries: group.entries.filter((entry) => has(session, ...entry.roles)).map(({ to, text, icon }) => ({ to, text: t(text), icon })),
    }))
    .filter((group) => group.entries.length > 0);
}
