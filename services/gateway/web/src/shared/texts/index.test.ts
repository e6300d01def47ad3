import { afterAll, describe, expect, it } from 'vitest';

import { setLanguage, t } from '.';

describe('texts', () => {
  afterAll(() => setLanguage('zh-CN'));

  it('say one need and two needs in English', async () => {
    await setLanguage('en');
    expect(t('count.needs', { n: '1' })).toBe('1 need');
    expect(t('count.needs', { n: '2' })).toBe('2 needs');
    expect(t('count.people', { n: 1 })).toBe('1 person');
  });

  it('count without plurals in Chinese', async () => {
    await setLanguage('zh-CN');
    expect(t('count.needs', { n: '1' })).toBe('1 条');
  });
});
