import { beforeEach, describe, expect, it } from 'vitest';

import { forgetTokens, latestTokens, rememberTokens } from './tokens';

describe('consistency tokens', () => {
  beforeEach(forgetTokens);

  it('sends the newest position of each aggregate', () => {
    rememberTokens('needs:a@3');
    rememberTokens('needs:a@5,pairings:b@1');
    rememberTokens('needs:a@4');
    expect(latestTokens()).toBe('needs:a@5,pairings:b@1');
  });

  it('forgets what was written long ago', () => {
    rememberTokens('needs:a@3', 0);
    expect(latestTokens(31_000)).toBeNull();
  });

  it('passes over what is no token', () => {
    rememberTokens('nonsense, needs@, @4, needs:a@x');
    expect(latestTokens()).toBeNull();
  });
});
