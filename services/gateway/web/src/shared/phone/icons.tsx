import type { ReactElement } from 'react';

const shapes = {
  home: <path d="M4 10.5 12 4l8 6.5V20h-5.5v-6h-5v6H4Z" />,
  find: <path d="M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6ZM15.8 15.8 20.5 20.5" />,
  hours: <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2" />,
  me: <path d="M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.900 2 7.500 6Z" />,
  work: <path d="M4 13.500 6.500 5h11l2.500 8.500V19H4ZM4 13.500h4.500L10 16h4l1.500-2.500H20" />,
  onsite: <path d="M5 5h5v5H5ZM14 5h5v5h-5ZM5 14h5v5H5ZM14 14h2v2h-2ZM18 18h1.500M18 14h1.500M14 18h1" />,
  add: <path d="M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 8.500v7M8.500 12h7" />,
  need: <path d="M6 3.500h9l3.500 3.500v13.500H6ZM9 10h6M9 14h4" />,
  project: <path d="M4 4.500h16v15H4ZM8.500 8v8M12 8v4M15.500 8v6" />,
  board: <path d="M4.500 17a8.500 8.500 0 1 1 15 0ZM12 14l3-4" />,
  back: <path d="M14.500 5 8 12l6.500 7" />,
  next: <path d="m9.500 5 6.500 7-6.500 7" />,
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 24 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
