import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { startTexts } from '@/shared/texts';

import { Root } from './app/root';
import './shared/theme/base.css';

async function start(): Promise<void> {
  await startTexts();
  const place = document.getElementById('root');
  if (place) {
    createRoot(place).render(
      <StrictMode>
        <Root />
      </StrictMode>,
    );
  }
}

void start();
