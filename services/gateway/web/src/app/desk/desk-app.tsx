import { legacyLogicalPropertiesTransformer, StyleProvider } from '@ant-design/cssinjs';
import { App, ConfigProvider } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import type { Session } from '@/shared/api/types';
import { aside } from '@/shared/format/words';
import { t, useLanguage } from '@/shared/texts';
import { deskTheme } from '@/shared/theme/desk-theme';
import { Loading } from '@/shared/ui/states';
import { useNarrowDesk } from '@/shared/ui/use-narrow';

import './desk.css';

type Locale = NonNullable<Parameters<typeof ConfigProvider>[0]['locale']>;

const DeskPages = lazy(() => import('./desk-pages'));
const SignInPage = lazy(() => import('./pages/sign-in-page'));

/** What may stay empty says so; what must be filled needs no star. */
function markOptional(label: ReactNode, { required }: { required: boolean }): ReactNode {
  if (required) return label;
  return (
    <span>
      {label}
      <span className="muted">{aside('', t('form.optional'))}</span>
    </span>
  );
}

const calm = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
const themes = { desk: deskTheme(!calm, false), touch: deskTheme(!calm, true) };

function useLocale(): Locale | null {
  const language = useLanguage();
  const [locale, setLocale] = useState<Locale | null>(null);
  useEffect(() => {
    let live = true;
    const loading = language === 'en' ? import('antd/es/locale/en_US') : import('./chinese');
    void loading.then((module) => {
      if (live) setLocale(module.default);
    });
    return () => {
      live = false;
    };
  }, [language]);
  return locale;
}

export default function DeskApp({ session }: { session: Session | null }): ReactElement {
  const locale = useLocale();
  const isNarrow = useNarrowDesk();
  if (!locale) return <Loading rows={0} />;
  return (
    <StyleProvider hashPriority="high" transformers={[legacyLogicalPropertiesTransformer]}>
      <ConfigProvider locale={locale} theme={isNarrow ? themes.touch : themes.desk} button={{ autoInsertSpace: false }} form={{ requiredMark: markOptional }}>
        <App className="desk-root">
          <Suspense fallback={<Loading rows={0} />}>{session ? <DeskPages session={session} /> : <SignInPage />}</Suspense>
        </App>
      </ConfigProvider>
    </StyleProvider>
  );
}
