import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { BrowserRouter } from 'react-router';

import { createQueryClient } from '@/shared/api/query';
import { useLanguage } from '@/shared/texts';

import { Gate } from './gate';

export function Root(): ReactElement {
  const [client] = useState(createQueryClient);
  const language = useLanguage();
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Gate key={language} />
      </BrowserRouter>
    </QueryClientProvider>
  );
}
