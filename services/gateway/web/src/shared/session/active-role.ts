import type { Session } from '@/shared/api/types';

import { isStaff } from './session';

const STORE_KEY = 'gongjian.role';

/** Whoever both processes and serves chooses on the phone as whom to look. */
export function actsAsMember(session: Session): boolean {
  if (!isStaff(session)) return true;
  try {
    return session.roles.includes('member') && localStorage.getItem(STORE_KEY) === 'member';
  } catch {
    return false;
  }
}

export function actAs(role: 'member' | 'staff'): void {
  try {
    localStorage.setItem(STORE_KEY, role);
  } finally {
    window.location.assign(role === 'member' ? '/' : '/work');
  }
}
