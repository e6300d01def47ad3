import type { ReactElement } from 'react';
import { NavLink } from 'react-router';

import { useView } from '@/shared/api/query';
import type { Session, Work } from '@/shared/api/types';
import { count } from '@/shared/format/numbers';

import { menuOf } from './menu';
import type { MenuEntry } from './menu';

function WorkCount(): ReactElement | null {
  const { data } = useView<Work>('work');
  if (!data || data.total === 0) return null;
  return <span className="side-count">{count(data.total)}</span>;
}

function SideEntry({ entry }: { entry: MenuEntry }): ReactElement {
  return (
    <li>
      <NavLink to={entry.to} className="side-entry">
        <span className="side-icon" aria-hidden="true">
          {entry.icon}
        </span>
        {entry.text}
        {entry.to === '/work' ? <WorkCount /> : null}
      </NavLink>
    </li>
  );
}

export function SideMenu({ session }: { session: Session }): ReactElement {
  return (
    <>
      {menuOf(session).map((group, at) => (
        <section key={group.heading ?? at}>
          {group.heading ? <h2 className="side-heading">{group.heading}</h2> : null}
          <ul>
            {group.entries.map((entry) => (
              <SideEntry key={entry.to} entry={entry} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
