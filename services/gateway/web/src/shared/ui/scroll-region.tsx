import { useEffect, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';

import './rows.css';

interface ScrollRegionProps {
  /** What lies inside, for those who hear the page. */
  label: string;
  children: ReactNode;
}

/** What is wider than its place scrolls sideways; then the area can be reached and moved by keys. */
export function ScrollRegion({ label, children }: ScrollRegionProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const area = frame.current?.querySelector<HTMLElement>('.ant-table-body, .ant-table-content') ?? frame.current;
    if (!area) return undefined;
    const mark = (): void => {
      if (area.scrollWidth > area.clientWidth) {
        area.setAttribute('role', 'region');
        area.setAttribute('aria-label', label);
        area.tabIndex = 0;
      } else {
        for (const name of ['role', 'aria-label', 'tabindex']) area.removeAttribute(name);
      }
    };
    const watch = new ResizeObserver(mark);
    watch.observe(area);
    const table = area.querySelector('table');
    if (table) watch.observe(table);
    mark();
    return () => watch.disconnect();
  }, [label]);
  return (
    <div ref={frame} className="scroll-region">
      {children}
    </div>
  );
}
