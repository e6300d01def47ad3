import { unstableSetRender } from 'antd-mobile';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';

type Host = (Element | DocumentFragment) & { gongjianRoot?: Root };

/** antd-mobile 5 opens toasts and dialogs by a call that React 19 no longer has. */
unstableSetRender((node, container) => {
  const host: Host = container;
  host.gongjianRoot ??= createRoot(container);
  host.gongjianRoot.render(node);
  return () =>
    new Promise((resolve) => {
      setTimeout(() => {
        host.gongjianRoot?.unmount();
        delete host.gongjianRoot;
        resolve();
      }, 0);
    });
});
