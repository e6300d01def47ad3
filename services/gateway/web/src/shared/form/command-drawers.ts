import { lazy } from 'react';

/** Shared by all pages, loaded at the first side exit. */
export const LazyReasonDrawer = lazy(() => import('./reason-drawer'));
